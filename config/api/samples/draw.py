"""Token, estimate, picture, file: all that a script needs, with `requests` alone."""

import os
import sys
import time
import uuid

import requests

MUSA = os.environ.get("MUSA_URL", "http://localhost:8000")
musa = requests.Session()
musa.headers["Authorization"] = f"Bearer {os.environ['MUSA_TOKEN']}"


def call(method, path, **said):
    """Once more where the connection broke: one Idempotency-Key is never paid twice."""
    for pause_s in (1, 5, None):
        try:
            answer = musa.request(method, f"{MUSA}/api/{path}", timeout=150, **said)
            break
        except requests.ConnectionError:
            if pause_s is None:
                raise
            time.sleep(pause_s)
    if not answer.ok:
        problem = answer.json()
        sys.exit(f"{problem['code']}: {problem['detail']}")
    return answer.json()


wanted = {"prompt": "A red kettle on a windowsill, morning light", "aspect_ratio": "4:3"}
print("At most", call("POST", "estimate", json=wanted)["cost_usd"], "dollars")

headers = {"Idempotency-Key": str(uuid.uuid4()), "Prefer": "wait=120"}
generation = call("POST", "generate", json=wanted, headers=headers)["generations"][0]
while generation["status"] in ("pending", "generating"):  # longer than two minutes
    time.sleep(2)
    generation = call("GET", f"generations/{generation['id']}")
if generation["status"] != "complete":
    sys.exit(generation["error"]["message"] if generation["error"] else "It was canceled.")

image = call("GET", f"images/{generation['image_ids'][0]}")
name = f"kettle.{image['url'].rpartition('.')[2]}"
with open(name, "wb") as file:
    file.write(musa.get(image["url"], timeout=60).content)
print(name, "for", generation["cost_usd"], "dollars")

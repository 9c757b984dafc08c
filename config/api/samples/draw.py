"""Token, estimate, picture, file: all that a script needs, with `requests` alone."""

import os
import sys

import requests

MUSA = os.environ.get("MUSA_URL", "http://localhost:8000")
musa = requests.Session()
musa.headers["Authorization"] = f"Bearer {os.environ['MUSA_TOKEN']}"


def call(path, body, **headers):
    answer = musa.post(f"{MUSA}/api/{path}", json=body, headers=headers, timeout=150)
    if not answer.ok:
        problem = answer.json()
        sys.exit(f"{problem['code']}: {problem['detail']}")
    return answer.json()


wanted = {"prompt": "A red kettle on a windowsill, morning light", "aspect_ratio": "4:3"}
print("At most", call("estimate", wanted)["cost_usd"], "dollars")

# The key makes a repeat after a lost connection free; Prefer waits for the picture.
answer = call("generate", wanted, **{"Idempotency-Key": "kettle-1", "Prefer": "wait=120"})
generation = answer["generations"][0]
if generation["error"]:
    sys.exit(f"{generation['error']['code']}: {generation['error']['message']}")

with open("kettle.jpg", "wb") as file:
    file.write(musa.get(answer["image_url"], timeout=60).content)
print("kettle.jpg for", generation["cost_usd"], "dollars")

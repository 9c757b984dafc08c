curl -sS "$MUSA_URL/api/generate" \
  -H "Authorization: Bearer $MUSA_TOKEN" \
  -H "Content-Type: application/json" \
  -H "Prefer: wait=120" \
  -d '{"prompt": "A red kettle on a windowsill, morning light"}' \
  -o answer.json

cat answer.json  # all about the picture, or what went wrong
url=$(grep -o '"image_url": *"[^"]*"' answer.json | cut -d'"' -f4)
curl -sS -O -H "Authorization: Bearer $MUSA_TOKEN" "$url"

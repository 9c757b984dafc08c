"""The local simulated Gemini: a server of its own that speaks the provider's wire format.

Start it with `python -m studio.simulator --port 8090 [--latency S] [--plain]`.  Nothing of the
project imports this package except the command that starts it; it imports nothing of the project.

Keys (header `x-goog-api-key` or `?key=`): any text is accepted, but one that contains `invalid`
answers 400 API_KEY_INVALID, `forbidden` 403, `free-tier` 429 with `limit: 0`, `empty-wallet` 402.

Markers in the last user turn choose what goes wrong; they never influence the picture:

    [[fail:REASON]]          finishReason REASON and no picture (IMAGE_SAFETY, NO_IMAGE, OTHER ...)
    [[block:REASON]]         promptFeedback.blockReason REASON and no candidate
    [[no-candidates]]        200 with usage only; [[empty]] is the same
    [[no-parts]]             STOP, but a content without parts
    [[text-only]]            STOP with plain words instead of a picture, or of JSON
    [[thought-only]]         the only picture is flagged `thought`
    [[images:N]]             N pictures, drafts first, the finished one last (at most 10)
    [[bad-image]]            picture bytes that no decoder accepts
    [[truncated-image]]      a picture that ends in the middle
    [[wrong-size]]           a picture of other pixels than those asked for
    [[drift:DX,DY,SCALE]]    the finished picture slides by DX and DY of its pixels and grows about
                             its middle by SCALE (1.01 for one percent), as models do when they edit
    [[tint]]                 the finished picture lies on warm paper, as under a filter
    [[no-usage]]             the answer reports no usageMetadata
    [[http:CODE]]            400 402 403 404 429 500 502 (HTML) 503 504 with the provider's words
    [[http:429:retry=S]]     429 with RetryInfo; also `spend`, `daily`, `free`
    [[http:400:region]]      FAILED_PRECONDITION; also `key`, `signature`
    [[stall:S]]              headers, then silence for S seconds, then the connection closes
    [[drip:S]]               a byte now and then for S seconds, then the rest
    [[drop]]                 the connection closes in the middle of the answer
    [[truncated-json]]       a complete HTTP answer whose JSON ends too early
    [[stream-error]]         a stream breaks with a 503 chunk (500 where nothing streams)
    [[latency:S]]            this call takes S seconds; [[delay:S]] takes S seconds more
    [[once:MARKER]]          only the first time this prompt (without markers) is seen
    [[first:N:MARKER]]       only the first N times
    [[if:WORDS:MARKER]]      only where these words stand in the prompt as well

Counters: `GET /_simulator/stats`, `POST /_simulator/reset`, `POST /_simulator/latency
{"latency_s": 1}`.  A call is in flight from the request until its last byte is handed over.
"""

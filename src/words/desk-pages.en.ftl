
## The pages of the desk

history-caption =
    { $runs ->
        [one] p95 of one run; that of run { $run } is { $p95 }.
       *[other] p95 of { $runs } runs; that of run { $run }, the newest, is { $p95 }.
    }
history-p95 = p95
history-band = band of noise
history-held = A or B
history-not-held = C to F
history-no-letter = without a letter
history-runs = run
compare-verdict = meaning
compare-reading = How to read this


## Les pages du bureau

history-caption =
    { $runs ->
        [one] p95 d’un test ; celui du test { $run } est de { $p95 }.
       *[other] p95 de { $runs } tests ; celui du test { $run }, le plus récent, est de { $p95 }.
    }
history-p95 = p95
history-band = bande de bruit
history-held = A ou B
history-not-held = C à F
history-no-letter = sans note
history-runs = test
compare-verdict = signification
compare-reading = Comment lire ces chiffres

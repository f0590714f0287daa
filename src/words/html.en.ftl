
## Plots

plot-response-time = response time
plot-in-powers = { $what } (log scale)
plot-p95 = p95 response time
plot-p50 = p50 response time
plot-virtual-users = virtual users
plot-ramp = load changing
plot-hold = full load
plot-drain = load ending
plot-failures = failed requests
plot-time-in-seconds = time since the start (s)
plot-time-in-minutes = time since the start (min)
plot-at-most = took at most
plot-percentile = % of the pages
plot-failures-per-second = failed requests per second
plot-shoppers-at-once = shoppers at once
plot-visits-per-second = visits begun per second
plot-visits-per-minute = visits begun per minute
plot-journeys-per-second = visits completed per second
plot-knee = knee
plot-knee-interval = where the knee lies, 95 % sure
plot-fitted = fitted curve

## HTML report: the verdict

html-report-of = Load test
html-shoppers-held =
    { $shoppers ->
        [one] shopper at once: it held
       *[other] shoppers at once: it held
    }
html-visits-held =
    { $per ->
        [minute] { $visits ->
            [one] visit per minute: it held
           *[other] visits per minute: it held
        }
       *[second] { $visits ->
            [one] visit per second: it held
           *[other] visits per second: it held
        }
    }
html-shoppers-tried =
    { $shoppers ->
        [one] shopper at once, at most
       *[other] shoppers at once, at most
    }
html-promotion-not-seen = not looked at under load
html-decides = decides the letter
html-whole-run = the whole run, { $lasted }
html-done-visits = Visits begun
html-done-requests = Requests sent
html-done-data = Data received
html-within = 95 of 100 pages within { $time }
where-step = at { $step }, { $period }
where-all = of all pages together, { $period }
where-requests = of all requests together, { $period }
html-more = More of this kind:

## HTML report: capacity

html-capacity-held-at =
    { $vus ->
        [one] It held at 1 shopper. More was not tried; --find-capacity measures the capacity.
       *[other] It held at { $vus } shoppers. More was not tried; --find-capacity measures the capacity.
    }
html-capacity-unmeasured = Not measured. --find-capacity measures it.
html-held-and-broke = It held { $held } and did not hold { $broke }.
html-held-only = It held { $held }; no load above that was found not to hold.
html-broke-only = It did not hold { $broke }, and no load below that was found to hold.
html-nothing-found = No load was found to hold, and none not to.
html-search-found = The capacity lies between these two loads; they are close enough together to stop there.
html-search-ceiling = The search ended at { $ceiling }, the most that might be tried. The capacity may be higher.
html-search-lowest = The search ended at its lowest load.
html-search-unknown = The search ended early: the load generator or a firewall stood in the way, so nobody can tell.
html-search-not-recovered = The search ended early: after a load that was too high the shop did not recover.
html-search-stopped = The search was stopped before its end.
html-knee = From about { $knee } virtual users on, more of them hardly bring more visits (95 % sure: between { $low } and { $high }). The fitted curve explains { $explained } of the differences; it is drawn for measured loads only.
html-throughput-caption = What the shop got done at each load.
html-load-p95-caption = The graded p95 at each load: that of the slowest step.
html-load-held = held
html-load-broke = did not hold
html-load-unknown = nobody can tell
html-slowest-step = slowest step { $step }, p95 { $p95 }

## HTML report: the numbers

html-course = Response time over time
html-latency-caption =
    { $vus ->
        [one] With 1 shopper at most, over the whole run.
       *[other] With up to { $vus } shoppers at once, over the whole run.
    } In the worst second 95 of 100 pages took up to { $p95 }: here all pages of a second stand together, the letter looks at the worst step at full load. A second in which no page came has no line.
html-distribution = How the response times spread
html-distribution-how = All pages of the whole run together, where the letter looks at the worst step at full load. The further right, the rarer and the slower: at 99, only one page in a hundred took longer. The curve ends where fewer than five pages lie above it.
html-clocks = The solid line is what a shopper waits, connecting and queueing included. The broken line is k6's clock, which starts only when the request is on its way.
html-percentiles-caption =
    { $values ->
        [one] 1 value
       *[other] { $values } values
    }. Half of them took up to { $p50 }, 95 of 100 up to { $p95 }.
html-too-few-values = Not measured: too few requests.
html-steps = Step by step
html-k6-p95 = p95 by k6’s clock
html-dash = – means: not measured.
html-page-loads = Whole pages
html-page-loads-how = From the moment the page should have been asked for to the last byte of the last of its files (style, scripts, pictures, fonts).
html-waterfall = Where the time goes
html-waterfall-how = The mean request of each step over the whole run. Phases below 1 % of it are left out.
html-phase-blocked = waiting for a connection
html-phase-connecting = connecting
html-phase-tls = securing (TLS)
html-phase-sending = sending
html-phase-waiting = waiting for the shop
html-phase-receiving = receiving
html-failures-over-time = Failed requests
html-failures-caption =
    { $failures ->
        [one] 1 request failed in the whole run, { $since } after the start.
       *[other] { $failures } requests failed in the whole run, the first { $since } after the start.
    }
html-share = share of the step

## HTML report: the promotion

html-promotion-unchecked = No promotion was checked under load.
html-unchecked = not checked under load
html-promised = What was promised
html-promotion-sources = Where the promotions were found
html-cost-by-step = What the promotion costs, step by step
html-cost = What the promotion costs the shop
html-cost-unmeasured = Not measured in this run; --measure-promo measures it.
html-cost-not-seen = No difference seen: with the promotion a visit waits neither clearly longer nor clearly shorter (95 % sure: between { $low } and { $high }, on { $without } without it).
html-cost-slower = With the promotion a visit waits { $value } longer (95 % sure: between { $low } and { $high }), on { $without } without it.
html-cost-faster = With the promotion a visit waits { $value } less (95 % sure: between { $low } and { $high }), on { $without } without it.
html-shop-time-more = The shop works { $value } longer for it (between { $low } and { $high }).
html-shop-time-less = The shop works { $value } less for it (between { $low } and { $high }).
html-shop-time-not-seen = For the shop’s own working time no difference was seen (between { $low } and { $high }).
html-lost-capacity = If the shop’s workers are what limits it, it can serve { $value } fewer visits (between { $low } and { $high }).
html-gained-capacity = If the shop’s workers are what limits it, it can serve { $value } more visits (between { $low } and { $high }).
html-lost-capacity-not-seen = What that means for the number of visits cannot be told from zero.
html-compared-without-steps =
    Compared with the same visit without the steps that only the promotion needs ({ $steps }): { $pairs } of { $block } each, in random order, { $vus ->
        [one] 1 virtual user
       *[other] { $vus } virtual users
    }; { $with ->
        [one] 1 visit with
       *[other] { $with } visits with
    } the promotion, { $without } without.
html-compared-sibling =
    Compared with the same visit on a page without promotion ({ $url }): { $pairs } of { $block } each, in random order, { $vus ->
        [one] 1 virtual user
       *[other] { $vus } virtual users
    }; { $with ->
        [one] 1 visit with
       *[other] { $with } visits with
    } the promotion, { $without } without.
html-compared-sibling-without =
    Compared with the same visit on { $url }, which is without { $parts }: { $pairs } of { $block } each, in random order, { $vus ->
        [one] 1 virtual user
       *[other] { $vus } virtual users
    }; { $with ->
        [one] 1 visit with
       *[other] { $with } visits with
    } the promotion, { $without } without.
html-difference = difference (95 % interval)
html-interval = { $value } ({ $low } to { $high })
html-no-part = not part of it

## HTML report: the rest

html-limits-of-checks = The limit that a check has by default stands in its row among the checks.

## HTML report: words

html-words = What the words mean
html-means-shopper = The program’s stand-in for one visitor. It walks the journey again and again, with pauses as people make them.
html-word-journey = Visit, journey, step
html-means-journey = A journey is the pages a shopper visits; each page is a step, one request with its redirects. A visit is one walk through it.
html-means-response-time = From the moment a request should have started to its last byte, so a shop that stalls cannot hide behind requests that were never sent.
html-means-percentile = 50, 95 or 99 of 100 pages took at most this long, each shopper weighing the same. The p95 is what one shopper in twenty has to put up with.
html-means-failure = A visit in which a page did not come, came too late, or had the wrong content. Failures are never counted as fast pages.
html-means-check = Something that must be true of an answer, such as the promotion’s price on the page.
html-means-threshold = A limit set before the run. Crossing one fails the run.
html-means-grade = The worst of three parts: what shoppers wait (the p95 of the slowest step), the visits that fail, and the visits in which the promotion was wrong. A is a p95 below 1 s and fewer than 0.1 % of the visits; B 2 s and 1 %; C 3 s and 5 %; D 5 s and 10 %; F anything worse. “At best” says that so few visits cannot carry the letter.
html-means-capacity = The greatest load the shop holds. It is only stated when it was measured, and nothing is promised beyond the highest load that was tried.
html-word-knee = Knee, fitted curve
html-means-knee = The knee is where more shoppers stop bringing more visits per second: from there on they mostly wait for each other. It is read from the Universal Scalability Law, fitted to the loads that were tried.
html-word-interval = 95 % sure
html-means-interval = Measured again and again, such an interval holds the true value 95 times out of 100. When it spans zero, no difference was seen.
html-word-phases = Phases
html-means-phases = What happens during a request: waiting for a free connection, connecting, securing the connection, sending, waiting for the shop’s first byte (that is the shop’s work), receiving the rest.
html-means-duration = k6’s clock: sending, waiting and receiving, without what came before. It is here so that numbers can be compared with k6’s.

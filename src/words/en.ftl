# The English sentences. `fr.ftl` has the same ids with the same variables.

## What every sentence may contain

# Text that is no sentence of ours.
plain = { $text }
typed = `{ $text }`
list = { $parts }
lines = { $parts }
between-parts = {"; "}
between-things = {", "}
colon = {": "}
with-details = { $what }: { $details }
not-measured = not measured
per-second = { $number }/s
worst-window = { $value } (worst window, ended after { $at })
usage = { $used } of { $limit }
since-start = { $evidence }, from the start
since-later = { $evidence }, from { $since } into the run on
sure-low = { $evidence } (a hint only)
sure-medium = { $evidence } (likely; a longer run would tell)

## How requests end

outcome =
    { $kind ->
        [ok] ok
        [check] wrong content
        [status] unexpected status
        [refused] connection refused
        [reset_fresh] connection reset
        [reset_reused] kept connection reset
        [timeout_connect] no connection in time
        [timeout_first_byte] no answer in time
        [timeout_total] answer not complete in time
        [dns] name not resolved
        [tls] TLS failed
        [truncated] answer cut off
        [malformed] answer is not HTTP
        [too_large] answer too large
        [encoding] answer in a wrong encoding
        [off_origin] redirected to another site
        [interrupted] interrupted by the end of the run
        [generator] the generator's own limit
        [extract] a value was not found
        [redirects] redirected in a circle
        [withheld] not sent, for what it would do or holds
       *[blocked] blocked by a CDN or firewall
    }
outcome-times = { $times } × { $outcome }
status-times = { $status } × { $times }
of-requests =
    { $times } of { $total ->
        [one] 1 request
       *[other] { $total } requests
    } ({ $share })
of-visits =
    { $times } of { $total ->
        [one] 1 visit
       *[other] { $total } visits
    } ({ $share })
of-checks =
    { $times } of { $total ->
        [one] 1 check
       *[other] { $total } checks
    } ({ $share })

## The parts of a request

phase-blocked = making the connection
phase-connecting = the TCP handshake
phase-tls = the TLS handshake
phase-sending = sending the request
phase-waiting = waiting for the shop's first byte
phase-receiving = receiving the answer

## The load generator

generator-withheld =
    { $times ->
        [one] 1 request was not sent
       *[other] { $times } requests were not sent
    }: it would have placed an order or changed a cart that the scenario only looks at, or a value in it cannot be sent
generator-own-failures =
    { $times ->
        [one] 1 request
       *[other] { $times } requests
    } failed by this machine's own limits
generator-descriptors = { $usage } descriptors were in use
generator-late-starts =
    it could not start { $late } of { $due ->
        [one] 1 arrival
       *[other] { $due } arrivals
    } in time ({ $share })
generator-shard =
    generator { $shard }{ $known ->
        [yes] {" ("}{ $host })
       *[no] {""}
    }: { $why }
generator-lag = timers fired up to { $lag } late (p99)
generator-run-queue = it waited for a CPU { $share } of the time
generator-cpu = a thread used { $share } of its CPU and fired timers { $lag } late (p99)
generator-healthy = healthy: it was in time
generator-was-bottleneck = it was the bottleneck: { $reason }

## The planned load

load-constant =
    { $vus ->
        [one] 1 VU
       *[other] { $vus } VUs
    } for { $lasted }
load-ramping =
    from { $vus ->
        [one] 1 VU
       *[other] { $vus } VUs
    } { $stages }
load-stage = to { $target } in { $lasted }
load-shared =
    { $iterations ->
        [one] 1 iteration
       *[other] { $iterations } iterations
    } shared by { $vus ->
        [one] 1 VU
       *[other] { $vus } VUs
    }
load-per-vu =
    { $iterations ->
        [one] 1 iteration
       *[other] { $iterations } iterations
    } by each of { $vus ->
        [one] 1 VU
       *[other] { $vus } VUs
    }
load-rate-kept = for { $lasted }
load-arrivals =
    { $rate } iterations/s { $pieces }, at most { $vus ->
        [one] 1 VU
       *[other] { $vus } VUs
    }
load-arrivals-poisson =
    { $rate } iterations/s { $pieces }, at most { $vus ->
        [one] 1 VU
       *[other] { $vus } VUs
    }, as a Poisson process
load-after = after { $start }, { $load }
load-walking = { $load }, walking { $journeys }
load-search =
    capacity search: up to { $load }{ $origin ->
        [flags] {" "}(--vus or --rate sets another)
        [scenario] {" "}(the scenario's own load; --vus or --rate sets another)
        [default] {" "}(no load of more than one shopper is named; --vus or --rate sets another)
       *[asked] {""}
    }, each load reached in { $ramp } and held for at most { $hold }
load-takes = { $load } of load
load-takes-with-last-visits = { $load } of load, then up to { $rest } for the last visits
load-takes-at-most = { $longest } at most

## The verdict

load-shoppers =
    { $shoppers ->
        [one] 1 shopper
       *[other] { $shoppers } shoppers
    }
load-visits =
    { $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    } per second
load-visits-minute =
    { $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    } per minute
load-average =
    an average of { $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    } per second
load-capped =
    { $requests ->
        [one] { $requests } request
       *[other] { $requests } requests
    } per second, capped
load-unknown = this load
load-in-runs = { $load } in each of { $runs } runs
load-in-some-runs = { $load } in { $with } of { $runs } runs
load-merged =
    { $runs } runs { $arrangement ->
        [side_by_side] side by side
        [in_turn] one after the other
       *[overlapping] that overlapped in part
    }, each: { $load }
headline-holds = holds at { $load }
headline-little-margin = holds at { $load }, with little margin
headline-strains = strains at { $load }
headline-barely = barely copes with { $load }
headline-fails = does not hold at { $load }
headline-crosses =
    answers { $load }, but crosses { $thresholds ->
        [one] 1 threshold
       *[other] { $thresholds } thresholds
    }
headline-undelivered = answers { $load }, but { $share } of the planned visits could not begin
headline-unsteady = answers { $load }, but is not steady
headline-because = { $headline }: { $reason }
headline-as-far =
    { $headline }, as far as { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } can tell
reason-weakest-run = one of them, { $run }, { $headline }
reason-time =
    { $step } takes { $p95 } (p95 of { $pages ->
        [one] 1 page
       *[other] { $pages } pages
    })
reason-time-at-least =
    { $step } takes at least { $at-least } (p95; { $p95 } seen in { $pages ->
        [one] 1 page
       *[other] { $pages } pages
    })
reason-time-seen =
    { $step } took { $p95 } (p95 of { $pages ->
        [one] 1 page: too few to say how often
       *[other] { $pages } pages: too few to say how often
    })
reason-seconds = in { $share } of the time most shoppers wait { $wait } or longer for a page
reason-slow-end = at the end { $waiting } of { $shoppers } shoppers wait { $wait } or longer for a page, so it would not hold for longer
reason-time-of-all =
    pages take at least { $at-least } (p95 of { $pages ->
        [one] 1 page
       *[other] { $pages } pages
    })
reason-shoppers =
    one shopper in twenty waits { $wait } or longer for most pages ({ $shoppers ->
        [one] 1 shopper
       *[other] { $shoppers } shoppers
    })
reason-failures = { $share } of the visits fail ({ $failed } of { $visits })
reason-failures-of = { $share } of the visits of “{ $journey }” fail ({ $failed } of { $visits })
reason-turned-away = { $share } of the visits fail ({ $failed } of { $visits }), most because all shoppers were still waiting for the shop
reason-promotion = the promotion is wrong in { $share } of the visits ({ $wrong } of { $visits })
reason-rising = pages became slower from { $from } to { $to } within { $lasted }, so it would not hold for longer
claim =
    after { $good ->
        [one] 1 good visit
       *[other] { $good } good visits
    } of { $visits }, up to { $share } may still fail
headline-given-up = does not hold: given up at { $load }
headline-silent = stopped answering: no page for { $lasted } with { $load }
headline-seen-for = { $headline } (seen for { $lasted })
headline-inconclusive = inconclusive: { $reason }
no-grade-generator = the load generator was the bottleneck: { $reason }
no-grade-blocked =
    a CDN or firewall answered { $blocked } of { $total ->
        [one] 1 request
       *[other] { $total } requests
    } instead of the shop
no-grade-kept-away = a CDN or firewall answered instead of the shop, so the run was stopped
no-grade-overlapping = the { $runs } runs overlapped only in part, so it is not known how many shoppers there were at once
no-grade-one-run = run { $run } has no letter by itself: { $reason }
no-grade-no-request = no request came to an end
no-grade-no-journey = no visit came to its end
no-grade-too-few-vus = { $share } of the planned visits could not begin ({ $load } did): { $max-vus } virtual users can never walk so many, about { $needed } could (--max-vus { $needed })
no-grade-stopped = the run was stopped before it reached its full load
basis-nothing = nothing: not a second of load was measured
basis-hold =
    { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } within { $lasted } at full load, to their end
basis-whole-run =
    { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } of the whole run, { $lasted }: it had no time at constant full load
capacity-unknown = not measured
capacity-held = held at { $load }; capacity not measured
capacity-without-background = { $found }; without what the pages' scripts ask besides
capacity-between = held at { $held }, broke at { $broke } ({ $why })
capacity-at-least = held at { $held }, the highest load that was tried
capacity-below = did not hold at { $broke }, the lowest load that was tried ({ $why })
capacity-cut-short = { $found }; the search ended early: { $reason }
capacity-arithmetic =
    { $shoppers ->
        [one] 1 shopper
       *[other] { $shoppers } shoppers
    } at once, { $journey } for a journey: { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } an hour, { $rate } a second
capacity-arithmetic-visits =
    { $load } × { $journey } for a journey = { $shoppers ->
        [one] 1 shopper
       *[other] { $shoppers } shoppers
    } at once; measured: { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } an hour, { $rate } a second
search-unknown = the load generator or a firewall stood in the way
search-not-recovered = the shop did not recover from the last load
search-stopped = the run was stopped
step-held = held
step-broke = did not hold
step-unknown = cannot be judged
step-not-measured = nothing was measured at the full load
break-threshold = { $threshold }, { $measured }
break-rising = the p95 kept rising, from { $from } to { $to }
break-visits-failed = { $share } of the visits failed
break-not-delivered = { $share } of the visits could not begin
break-silent = no successful answer for { $time }
break-on-step = { $why }, slowest: { $step }
expected-held = { $expected } expected: held, with a margin of { $share }
expected-not-shown = { $expected } expected: not shown to hold
expected-not-comparable = { $expected } expected: the load of this run does not tell
meaning-a = Excellent: pages came fast and almost nobody met an error at this load.
meaning-b = Good: ready at this load, but some shoppers waited or met an error.
meaning-c = Acceptable: shoppers notice the waiting or the errors. Watch it closely or improve it first.
meaning-d = Poor: many shoppers wait too long or meet errors. Improve it before the campaign.
meaning-f = Not ready: shoppers leave at this load. Do not start the campaign like this.

## What the promotion costs

signed-plus = +{ $time }
signed-minus = −{ $time }
interval = { $value } (95 %: { $low } to { $high })
against-without-steps = the same journey without { $steps }
against-sibling = the same journey on { $page }
against-sibling-without = the same journey on { $page }, which is without { $parts }
promo-part = { $kind } { $text }
promo-pairs =
    { $pairs ->
        [one] { $pairs } pair
       *[other] { $pairs } pairs
    }
promo-pairs-of = { $pairs } of { $planned } planned pairs
promo-cut-short = { $found } (from { $pairs })
no-cost = not measured: { $why }
no-cost-against = not measured: { $why }, against { $against }
no-cost-failures = { $share } of the requests of a block failed, and journeys that end early take less time
no-cost-nothing = no journey came to its end in a block
no-cost-few =
    only { $pairs ->
        [one] { $pairs } pair
       *[other] { $pairs } pairs
    }
no-cost-not-recovered = the shop did not become as fast as it was before the load
no-cost-on-both = both pages or carts get this, the neighbour ({ $page }) as well: { $parts }; to measure it, switch it off for a run and compare the two runs (promo-load compare), or name with --without-promo the page of a product that it leaves out
promo-costs = { $difference } per journey, against { $against }
promo-no-difference-of = no cost seen of { $parts }: { $difference } per journey, against the same journey on { $page }, which is without
promo-no-difference = no difference seen: { $difference } per journey, against { $against }
promo-lost-capacity = shop time { $time } per journey: where the workers are the limit, { $share } of the visits are lost (95 %: { $low } to { $high })

## Findings: what spoils or ends a run

generator-set-the-pace = this machine, not the shop, set the pace
remedy-generator = run with less load, on a machine with more free cores, or raise its limits (`ulimit -n`)
kept-away = a CDN or firewall answered instead of the shop
asks-to-wait = it asks to be left alone for { $time }
remedy-blocked = ask whoever runs the CDN or firewall to allow-list this machine's address, then run again: its refusals say nothing about the shop
stopped-answering = the shop stopped answering
no-answer-for = no successful answer for { $lasted }
given-up = the run was given up to spare the shop
crossed = crossed { $thresholds }
remedy-given-up = check that the shop has recovered before anything else, then find the load it holds with a smaller run

## Findings: failures

requests-end = requests end badly: { $outcome }
check-failed = a page is not as it should be: `{ $check }`
promotion-wrong = the promotion is wrong under load
extract-missing = `{ $name }` was not found
shop-refuses = the shop refuses: “{ $words }”
limiter-answers = visitors are turned away at once (503 without a time to come back, or 429): by a limit of requests in front of the shop, or because it is down
maintenance-answers = the shop says that it is under maintenance
gateway-answers = the web server reaches no PHP worker (502 to 504)
status-answers = pages answer with status { $status }
at-step = { $step }: { $what }
step-visits =
    { $step } in { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    }
more-steps =
    { $more ->
        [one] 1 more step
       *[other] { $more } more steps
    }
not-found-in =
    `{ $name }` was not found in { $times } of { $total ->
        [one] 1 answer
       *[other] { $total } answers
    }
break-at = most at { $step }: { $what }
promise-at = { $check }, at { $step }
assets-failed = { $step }: files of the page fail
background-failed = { $step }: what the page's scripts ask fails
background-left-out = the load was without what the pages' scripts ask the shop by themselves
background-left-out-names = browsers ask besides the pages: { $names }
remedy-background = shoppers hardly see it, but the shop works for it: look at the module that answers, and at the shop's error log
remedy-background-left-out = run again with it: without --no-background, with a scenario compiled anew, and in full mode where a script posts; until then take the capacity for too high
remedy-check = shoppers got a page without the promised content: repeat the step by hand, then look for stale caches and lost carts
remedy-promotion-wrong = shoppers see another price than promised: look for stale page caches, lost carts, and discount rules that run out of uses while many buy at once
remedy-assets = shoppers see a page without its style, pictures or functions: look for missing files and for limits of the web server or CDN that serves them
remedy-status = read the shop's error log of these minutes
remedy-gateway = look for crashed PHP workers (memory limit, segfaults) and for too few of them in the web server's error log
remedy-limiter = if the shop was up, raise the limit for this machine's address (nginx `limit_req`, Apache `mod_evasive`, the host's own) and run again; if shoppers meet it, too, it is the shop's real limit
remedy-maintenance = switch maintenance off, or let this machine's address in (PrestaShop: Shop Parameters, General, Maintenance), and run again
remedy-refusal = this is the shop's own answer: look at the stock of what the journey buys, and at its code: whether it is switched on, its conditions and its number of uses
remedy-extract = the answers do not contain the text that later steps need: repeat the step by hand, and compare the answer with the scenario
remedy-redirects = open the address by hand: rules for the domain, the language or the login send visitors in a circle
remedy-refused = the web server takes no more connections: check that it runs, its connection limit and listen queue
remedy-reset = the server or a proxy closes connections: check worker crashes, connection limits and keep-alive times
remedy-timeout = the shop needs longer than a shopper waits: cache the page, do less work per request, or add PHP workers
remedy-dns = check the host name and the resolver of this machine
remedy-tls = check the certificate and the TLS capacity of the server or CDN
remedy-truncated = answers end early: look for killed PHP workers (memory limit) and proxy time-outs
remedy-malformed = look at one such answer: something other than the shop may send it
remedy-encoding = browsers cannot read such answers either: look for a cache or proxy that packs twice or mixes up `Content-Encoding`
remedy-withheld = look at the values that the step takes from rows or from answers; promo-load places no order, and a read-only scenario changes no cart
remedy-off-origin = test the address the shop redirects to, or set its main domain to the tested one
remedy-own-limit = this machine's limits: raise `ulimit -n` and the range of local ports, or use less load

## Findings: what was planned

threshold-crossed = threshold crossed: { $threshold }
thresholds-crossed =
    { $count ->
        [one] 1 threshold
       *[other] { $count } thresholds
    } crossed
cap-held-back = our own cap on requests set the pace, not the shoppers
held-back = the cap held back { $requests }
remedy-cap = what is said holds for the load that was sent; raise the cap (`--max-rps`, `max_requests_per_second`) to send what the shoppers would
measured = measured { $value }
counts-as = counts as at least { $value }
thresholds-more = and { $more } more, which stand among the checks and thresholds
remedy-threshold = decide whether the limit or the shop has to change; a crossed threshold fails the run
thresholds-unmeasured =
    nothing was measured for { $count ->
        [one] 1 threshold
       *[other] { $count } thresholds
    }
remedy-unmeasured = they neither held nor failed: check their metrics and tags, or run long enough to reach those steps
load-not-sent = part of the planned load was not sent
load-not-sent-busy =
    { $dropped ->
        [one] 1 visit
       *[other] { $dropped } visits
    } dropped, { $started } started
load-not-sent-late =
    { $dropped ->
        [one] 1 visit
       *[other] { $dropped } visits
    } dropped, { $late } of them because the generator was late, { $started } started
remedy-load-not-sent-busy = all virtual users were busy: allow more (`--max-vus`) or more time, to tell a slow shop from too few users
remedy-load-not-sent-late = the generator was too busy to start them: fewer arrivals, a machine with more free cores, or several of them
few-visits = few visits were judged
few-visits-judged =
    { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    }: a single one decides the letter
remedy-few-visits = run longer or with more shoppers before relying on the grade

## Findings: the shoppers that are expected

margin-not-shown =
    holds { $held ->
        [one] 1 shopper
       *[other] { $held } shoppers
    }, you expect { $expected }: not shown to hold
margin-untested =
    nothing was tried above { $tested ->
        [one] 1 shopper
       *[other] { $tested } shoppers
    }
remedy-margin = not tested at { $expected }: run with --vus { $expected }
margin-small =
    holds { $held ->
        [one] 1 shopper
       *[other] { $held } shoppers
    }, you expect { $expected }: little margin
margin-small-evidence = { $share } above what is expected
remedy-margin-small = the first minutes after a mailing bring more shoppers than its average: test higher, or spread the mailing
margin-below =
    you expect { $expected ->
        [one] 1 shopper
       *[other] { $expected } shoppers
    }, and fewer were not held
margin-below-evidence = it did not hold at { $tested }
remedy-margin-below = improve what stands below, then run with --vus { $expected }
margin-above =
    you expect { $expected ->
        [one] 1 shopper
       *[other] { $expected } shoppers
    }: not shown to hold
margin-above-evidence = it did not hold at { $tested }; fewer were not tried by themselves

## Findings: slowness

slow-step = { $step } is the slowest step
slow-p95 = p95 { $p95 }
slow-trace = the slowest page took { $time }, in trace { $trace }
failed-trace = for example in trace { $trace }
slow-next = the next slowest is { $step } with { $p95 }
slow-late = the exchange itself takes { $exchange }, the rest is waiting for its turn
slow-redirects = a page takes { $requests } requests on average with its redirects, each of up to { $exchange } (p95)
slow-phase = { $share } of the mean time is { $phase }
remedy-late = requests queue behind slower ones: look at the slow steps before this one and at the number of PHP workers
remedy-redirected = each redirect costs a whole request: let links and forms lead straight to the last address, and look at what redirects (domain, language, login)
remedy-connecting = look at the web server's connection limit, listen queue and TLS session resumption
remedy-transfer = look at the size of the answer, its compression, and the bandwidth between this machine and the shop
remedy-waiting = the shop computes: look at its page cache, slow database queries, discount rules evaluated here, and PHP workers
degrades =
    pages become slower with more shoppers: their p95 doubles between { $from } and { $to ->
        [one] 1 shopper
       *[other] { $to } shoppers
    }
degrades-evidence =
    p95 { $before } with up to { $few ->
        [one] 1 shopper
       *[other] { $few } shoppers
    }, { $after } with { $many ->
        [one] 1 shopper
       *[other] { $many } shoppers
    }
remedy-degrades = something that shoppers share is used up at that load: look at PHP workers, database connections and locks; a page cache takes work off them all
leak = pages become slower with time, at the same load
leak-evidence = the median rose from { $before } to { $after } within { $lasted }
remedy-leak = something grows while shoppers come: look at tables of carts and visits without an index, session files, memory, and full log disks
uneven = { $step } answers in two speeds
uneven-evidence = p50 { $p50 }, p99 { $p99 }; { $share } of the requests take more than { $times } times as long as the usual one
remedy-uneven = some requests do what others need not: look for pages that miss the cache, locks, a job that runs now and then, or one slow server of several
slow-tls = the TLS handshake is slow
slow-tls-evidence =
    p95 { $p95 } in { $handshakes ->
        [one] 1 handshake
       *[other] { $handshakes } handshakes
    }; the TCP handshake took { $tcp }
remedy-slow-tls = the server lacks CPU for new connections: allow session resumption, use an elliptic-curve certificate, or let a CDN end TLS
churn = connections are not kept
churn-evidence =
    { $anew } of { $total ->
        [one] 1 request
       *[other] { $total } requests
    } after each shopper's first ({ $share }) had to connect anew, which took { $mean } on average
remedy-churn = switch keep-alive on, in the web server and in every proxy, and keep connections for some seconds longer than shoppers read
warm-up = the first seconds at full load were slower than the rest
warm-up-evidence = median { $first } in the first { $lasted } at full load, { $later } after that
remedy-warm-up = caches were cold: visit the pages once before the campaign, and after every change that empties caches

## Findings: the page

heavy-page = the page is heavy
heavy-page-evidence = { $whole } KB of HTML, { $wire } KB on the wire
remedy-heavy-page = list fewer products at once, and take style, scripts and pictures out of the HTML
not-compressed = the page is not compressed
not-compressed-evidence = { $wire } KB came without Content-Encoding
remedy-not-compressed = switch compression on in the web server or CDN (gzip, Brotli): HTML shrinks to a fifth or less
not-cached = no cache may keep the page, although it is the same for everybody
not-cached-says = it sets no cookie, and says `Cache-Control: { $control }`
not-cached-silent = it sets no cookie, and says nothing about caching
remedy-not-cached = let a page cache or CDN keep it, if only for a minute: the shop then builds it once and not for each shopper

## What reports say of a run

visits-good =
    of { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } { $period } { $good ->
        [one] 1 was good
       *[other] { $good } were good
    }
visits-all-broke = all broken at { $step }: { $cause } ({ $times })
visits-most-broke = most often broken at { $step }: { $cause } ({ $times })
visits-turned-away =
    { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } could not begin: all shoppers were still waiting for the shop
visits-unfinished =
    { $visits ->
        [one] 1 more was
       *[other] { $visits } more were
    } cut off by the end of the run
period-full-load = at full load
period-whole-run = over the whole run
period-window = in each { $window }
time-at-least =
    at least { $at-least } for certain: the slowest of { $pages ->
        [one] 1 page
       *[other] { $pages } pages
    } may be chance
time-seen =
    { $p95 } was seen and counts as at least { $graded }: the slowest of { $pages ->
        [one] 1 page
       *[other] { $pages } pages
    } may be chance
letter-at-best = { $letter } at best
done =
    { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } begun, { $requests ->
        [one] 1 request
       *[other] { $requests } requests
    } sent{ $again ->
        [0] {""}
       *[other] , { $again } of them a second time on a new connection
    } ({ $rate }), { $data } received: the whole run, { $lasted }
done-again = { $again } of them a second time on a new connection
data =
    { $number } { $unit ->
        [kb] KB
        [mb] MB
       *[gb] GB
    }
failures-none = { $share } of the requests
failures-worst = { $share } of the requests ({ $times } × { $outcome } on { $step })
failures-worst-and-others =
    { $share } of the requests ({ $times } × { $outcome } on { $step }, { $others ->
        [one] 1 other
       *[other] { $others } others
    })
thresholds-none = none set
thresholds-all-held = all held
thresholds-some-held = { $held } of { $all } held
thresholds-some-crossed = { $crossed } of { $all } crossed
thresholds-and-unmeasured = { $text }, { $unmeasured } not measured
promotion-right =
    correct in { $right } of { $all ->
        [one] 1 check
       *[other] { $all } checks
    }
promotion-not-right =
    wrong or missing in { $wrong } of { $all ->
        [one] 1 check
       *[other] { $all } checks
    }
promotion-visits-right =
    correct in { $right } of { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } { $period }
promotion-visits-wrong =
    wrong in { $wrong } of { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } { $period }
broken-status = status { $status }
broken-check = “{ $check }” did not hold
broken-check-refused = “{ $check }” did not hold, for the shop refuses: “{ $words }”
broken-by-period =
    { $judged ->
        [one] 1 visit
       *[other] { $judged } visits
    } at full load, { $others } before or after it
broken-visits =
    { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    }
broken-full-load =
    { $visits ->
        [one] 1 visit
       *[other] { $visits } visits
    } at full load
broken-elsewhere =
    { $visits ->
        [one] 1 visit, before or after full load
       *[other] { $visits } visits, all before or after full load
    }
of-journey = { $what } (journey { $journey })
sample-answered = for example { $path }, answered with status { $status }
sample-cut-off = for example one that waited for its answer when the run ended
sample-unanswered = for example { $path }, without an answer
sample-traced = { $sample } (trace { $trace })
sample-header = header
sample-body = body
what-broke = What broke visits
what-broke-how = The first thing that went wrong in each visit that failed, with a sample of what the shop sent: its headers but those that carry a visitor's secrets, and the first 300 bytes.
nothing-broke = No visit broke.
no-visit-ended = Not measured: no visit came to its end.
visits-not-measured = Not measured: the run is of a version that judged requests.
promotion-line = { $kind }: { $text }
promotion-line-untried = { $kind }: { $text } — not tried in this run
promotion-kind =
    { $kind ->
        [strike-through] reduced price
        [auto-cart-rule] automatic discount
        [manual-code] voucher code
        [free-shipping] free shipping
        [gift] gift
        [quantity-price] quantity price
       *[other] { $kind }
    }
promotion-check-wrong =
    “{ $check }”: wrong { $wrong } of { $all ->
        [one] 1 time
       *[other] { $all } times
    }
page-kind = { $kind }
environment-and-mode = { $environment }, { $mode }
planned-iterations = { $planned } planned = { $started } started + { $dropped } dropped + { $not-reached } not reached
iterations-started =
    { $started ->
        [one] 1 visit
       *[other] { $started } visits
    } started
page-with-assets = { $step } with its assets
ending-completed = the plan was carried out in { $after }
ending-aborted = given up after { $after }: crossed { $thresholds }
ending-silent = given up after { $after }: no successful answer for { $lasted }
ending-blocked = stopped after { $after }: a CDN or firewall answered instead of the shop
ending-window-closed = stopped after { $after }: the hours in which a live shop may be tested are over
ending-interrupted = interrupted after { $after }
ending-stopped = stopped through the control API after { $after }
ending-generator-lost =
    { $shard ->
        [0] the leader (generator 0) stood still, and the others stopped; ended after { $after }
       *[other] generator { $shard } was lost after { $after }; the others were stopped
    }
ending-killed = the run was killed after { $after }; rebuilt from its interval log; at most its last second is missing
generator-numbers = late by { $late } · CPU { $cpu } · waited for one { $queue }
generator-resources = descriptors { $descriptors } · local ports { $ports }
more-in-report = and { $more } more in the report
more-of-kind = and { $more } more of this kind
journeys-started = { $n } begun
journeys-completed = { $n } good
journeys-failed = { $n } failed
journeys-cut-off = { $n } cut off by the end of the run
journeys-planned = of { $n } planned
journeys-not-due =
    { $n } not due yet when the run was stopped{ $lost ->
        [0] {""}
       *[other] {" "}or their generator was lost
    }
journeys-lost = { $n } under way in a generator when it was lost
journeys-never-started = { $n } due but never begun
held-of = { $held } of { $all } ({ $share })
held-without-page =
    { $held }; there was no right page to look at { $times ->
        [one] 1 time
       *[other] { $times } times
    }, so it counts as { $counted }
held-never =
    there was no right page to look at, { $times ->
        [one] 1 time of 1
       *[other] { $times } times of { $times }
    }, so it counts as { $counted }

demo-next-inspect = Look at your own page: promo-load inspect URL
demo-next-smoke = Send one shopper to a copy of your shop: promo-load bench URL --env preprod --intensity smoke

## Labels in the terminal

label-response-time = response time
label-failures = visits that fail
label-whole-page = whole page
label-judged-on = judged on
label-at-best = at best
label-done = done
label-promotion = promotion
label-thresholds = thresholds
label-capacity = capacity
label-shoppers = that means
label-promo-cost = promotion costs
label-expected = shoppers
label-visits = visits
label-executor = executor
label-ended = ended
label-generator = generator
column-step = step
column-sent = sent
column-ok = ok
steps-full-load = Times of pages at full load, to the end of the visits, each shopper weighing the same; sent and ok are requests of the whole run.
steps-whole-run = Times of pages of the whole run, each shopper weighing the same; sent and ok are requests.
steps-of-requests = sent, ok and times: the whole run, each time the worse of “successes only” and “all requests”.

## The Markdown report

md-verdict = Verdict
md-it = It { $headline }.
md-no-grade = There is no grade: { $reason }.
md-no-grade-then = The numbers below say little about the shop. Remove the reason and run again.
md-measured = measured
md-grade = grade
md-response-time = Response time
md-failing = Visits that fail
md-promotion-under-load = Promotion
md-done = Done
md-failures = Failures
md-overall = Overall
md-at-best = at best
md-no-overall = no grade
md-thresholds = Thresholds
md-capacity = Capacity
md-expected = Shoppers
md-judged-on = Judged on { $basis }.
md-what-to-do = What to do
engineers = For engineers
md-nothing-stood-out = Nothing stood out in this run.
md-checked-under-load = The promotion was { $seen }.
md-kind = kind
md-promotion = promotion
md-where-seen = where it was seen
md-checked = checked under load
md-yes = yes
md-no = no
md-no-promotion = No promotion was under test.
md-promo-cost = What the promotion costs
md-promo-not-measured = Not measured: --measure-promo walks the journey with and without it, in turns.
md-promo-blocks =
    { $pairs } of blocks with { $vus ->
        [one] 1 shopper
       *[other] { $vus } shoppers
    } at once; { $with ->
        [one] 1 journey
       *[other] { $with } journeys
    } with the promotion, { $without } without it.
md-with = with
md-without = without
md-difference = difference per journey
md-whole-journey = the whole journey
md-capacity-search = Capacity, measured
md-capacity-about = Each load was held until its p95 was steady or its time was over. A load holds when every threshold holds on its hold, its p95 does not keep rising, and its visits can begin.
md-load = load
md-why = why
md-journeys-per-s = visits/s
md-law = Universal Scalability Law through { $steps } loads: { $lambda } journeys/s for one shopper alone, σ { $sigma }, κ { $kappa }, R² { $fit }; more shoppers stop bringing more at about { $knee } (95 %: { $low } to { $high }), within the measured loads.
md-course = Course over time
md-picture = Response time and virtual users over time
md-no-course = Not measured: the run had no full second.
md-steps = Steps
md-method = method
md-where-time-goes = Requests of the whole run: k6's `http_req_duration` (without queueing and connecting), and the means of waiting for the first byte and of receiving the rest.
md-waiting = waiting, mean
md-receiving = receiving, mean
md-pages-about = Whole pages of the whole run, from the moment the page should have been asked for to the last byte of the last of its files (style, scripts, pictures, fonts). The rows `… assets` above are the requests for these files; they are not part of the grade.
md-pages = pages
md-failures-by-kind = Failed requests by kind
md-failures-how = Requests of the whole run, in k6's meaning. What they broke stands in “What broke visits”.
md-times = times
md-share = share
md-no-failure = No request failed.
md-nothing-sent = Not measured: no request was sent.
md-traces = The slowest page of each step
md-traces-how = What the shop did meanwhile stands under this trace in its own tracing (OpenTelemetry, Tempo, Jaeger, New Relic, Datadog and others), if it reads `traceparent` and kept the trace.
md-longest-wait = longest wait
md-trace = trace
md-checks = Checks
md-check = check
md-held = held
md-check-limit = limit: more than 99 %
md-no-checks = The journey had no checks.
md-threshold = threshold
md-period = period
md-result = result
md-threshold-held = held
md-threshold-crossed = crossed
md-none-set = None were set.
md-generator = The load generator
md-generator-itself = Verdict on itself
md-generator-late = Timers and arrivals late by
md-generator-cpu = CPU of the busiest thread (of each)
md-generator-waited = Waited for a CPU, of the time
md-generator-descriptors = Descriptors in use, at most
md-generator-ports = Local ports in use, at most
md-generator-time-wait = Sockets of this machine in TIME_WAIT, at most
md-generator-own = Requests failed by its own limits
md-generator-late-starts = Arrivals it could not start in time
md-plan = The plan
md-plan-address = Address
md-plan-page = Page
md-plan-environment = Environment
md-plan-permission = Permission
permission-not-needed = not needed
permission-file = a file on the shop
permission-confirmed = confirmed by { $who } on { $date }
terminal-permission = permission: { $permission }
terminal-no-report = no report: nothing could be written to { $folder }
terminal-only-log = no report for want of room; to make it: promo-load report { $folder }
md-plan-scenario = Scenario
md-plan-load = Load
md-plan-vus = Virtual users
md-plan-planned = Planned
md-plan-no-duration = no fixed duration
md-plan-started = Started
md-plan-ended = Ended
md-plan-journeys = Visits
md-plan-journeys-of = Visits of { $name }
md-plan-run = Run
md-notes = Notes
md-note = Note
md-words = Words
term-shopper = Shopper, virtual user (VU)
term-shopper-means = the program's stand-in for one visitor. It walks the journey again and again, with pauses as people make them.
term-journey = Journey, step
term-journey-means = the pages a shopper visits, one request (with its redirects) after the other.
term-percentile = p50, p95, p99
term-percentile-means = 50, 95 or 99 of 100 pages took at most this long, each shopper weighing the same. The p95 is what one shopper in twenty has to put up with.
term-response-time = Response time
term-response-time-means = from the moment a request should have started to its last byte, so a shop that stalls cannot hide behind requests that were never sent.
term-failure = Failure
term-failure-means = a visit in which a page did not come, came too late or had the wrong content. A failure is never counted as a fast page.
term-check = Check
term-check-means = something that must be true of an answer, such as the promotion's price on the page.
term-threshold = Threshold
term-threshold-means = a limit set before the run. Crossing one fails the run.
term-grade = Grade
term-grade-means = the worst of three parts: what shoppers wait, the visits that fail, the promotion. A is a p95 below 1 s and fewer than 0.1 % of the visits; B 2 s and 1 %; C 3 s and 5 %; D 5 s and 10 %; F anything worse.
term-capacity = Capacity
term-capacity-means = the greatest load the shop holds. It is only stated when it was measured.

## While a run goes on

live-paused = paused
live-interrupted = finishing, Ctrl-C again ends at once
live-finishing = finishing
live-ramping = ramping
live-full-load = full load
live-going-down = going down
live-stage = stage { $stage } of { $of }
live-arrivals = { $arrivals } arrivals/s
live-vus = { $vus }/{ $of } VUs
live-requests = { $requests } requests/s
live-p95 = p95 { $p95 }
live-failed = { $failures } failed
live-generator-ok = generator ok
live-generator-busy = generator busy { $percent } %, { $lag } late
live-descriptors = { $usage } descriptors
live-iterations =
    { $done } of { $planned ->
        [one] { $planned } iteration
       *[other] { $planned } iterations
    }
live-left = { $left } left
live-label-p95 = p95
live-label-shoppers = shoppers
live-label-slowest = slowest
live-label-letter = letter
live-number = { $now }, at most { $most }
live-slowest = { $step }, p95 { $p95 }
so-far-early = too early to tell
so-far = { $letter } so far
so-far-not-judged = these visits are not judged
so-far-at-the-end = told at the end: so long a run is not graded while it goes on
live-pair = promotion's cost: pair { $pair } of { $of }

## The load, in one line

search-tried =
    { $what } · p95 { $p95 } · { $requests ->
        [one] { $requests } request
       *[other] { $requests } requests
    } in { $held }
search-why = { $what } ({ $why })

## The page of a run

control-at = control API at { $address }
page-at = live view at { $address }
page-live = live
page-preparing = preparing
page-lost = The connection is lost; trying again.
page-between = the load has ended
page-over = over
page-broken-off = The run was broken off; the terminal says why.
page-report = report: { $report }
page-letter = letter so far
page-shoppers = shoppers
page-rate = requests per second
page-requests = requests
page-failures = failed requests
page-p50 = p50 (10 s)
page-p95 = p95 (10 s)
page-p99 = p99 (10 s)
page-slowest = slowest step
page-generator = load generator
page-times = response time, last 10 s
page-rates = requests
page-failed-rate = failed per second

follower-looks = generator { $shard } of { $shards }: looking for the leader at { $leader }
follower-joined = generator { $shard } of { $shards }: joined the leader at { $leader }
follower-ended = generator { $shard } of { $shards }: done; the leader has the report
follower-left = generator { $shard } of { $shards }: told to stop; its load has ended
no-grade-generator-lost =
    { $shard ->
        [0] the leader (generator 0) stood still during the run, and the other generators stopped
       *[other] generator { $shard } was lost during the run, and with it a part of the load
    }
generators-several =
    { $count } generators{ $known ->
        [yes] , which began within { $spread } of each other
       *[no] {""}
    }{ $lost ->
        [0] {""}
       *[other] , { $lost } of them lost
    }; { $verdict }
generator-began = began { $late } late (its clock is known to { $error })
generator-lost-after = lost after { $after }
generator-stood-still = stood still for { $away }, for which the others gave it up
generator-name =
    Generator { $shard }{ $known ->
        [yes] {" ("}{ $host })
       *[no] {""}
    }
headline-some-lost = { $headline }, brought by { $left } of { $all } generators; the others were lost on the way

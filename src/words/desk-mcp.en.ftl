
## The desk for assistants: mcp, and looks at pages

error-desk-look-long = looking at the page took longer than { $seconds } s
error-desk-look-large = there is too much to see on the page
error-desk-look-prod = carts of prod are filled by runs alone, to which a second person agrees; look with the mode read-only
error-mcp-needs-desk = a run needs the team's desk: start one with promo-load serve, and give its address with promo-load mcp --desk; or type promo-load bench yourself
error-mcp-read-only = without a desk pages are only looked at; carts are filled by a person with promo-load inspect --mode full, or by a desk
error-mcp-arguments = the arguments cannot be used: { $why }
error-mcp-no-tool = there is no tool { $name }
error-mcp-cursor = the cursor is not one of this list
error-mcp-key = the idempotency_key has visible characters only
error-mcp-status = the desk replied with the status { $status }
error-mcp-no-desk-there = no desk of promo-load is at that address
error-mcp-no-tls = a token is sent to a desk by https:// alone, but on this machine
error-mcp-token = PROMO_LOAD_DESK_TOKEN cannot be a token
error-mcp-no-token = put the token of the desk into PROMO_LOAD_DESK_TOKEN
error-mcp-protocol = what came is not the Model Context Protocol: { $why }
mcp-run-approval = Run { $run } of { $host } is waiting for a second person to agree.
mcp-run-queued = Run { $run } of { $host } is waiting for its turn.
mcp-run-waiting = Run { $run } of { $host } is waiting for the hours in which its host may be tested.
mcp-run-starting = Run { $run } of { $host } is starting.
mcp-run-running = Run { $run } of { $host } is running.
mcp-run-done = Run { $run } of { $host } is done, with the letter { $letter }: 95 % of its pages came within { $p95 }, and { $failures } of its page requests failed.
mcp-run-graded = Run { $run } of { $host } is done, with the letter { $letter }.
mcp-run-ungraded = Run { $run } of { $host } is done, without a letter.
mcp-run-failed = Run { $run } of { $host } has no verdict: { $why }
mcp-run-failed-silently = Run { $run } of { $host } has no verdict.
mcp-run-cancelled = Run { $run } of { $host } was stopped.
mcp-runs-of = Here are { $runs } of { $total } runs; of all of them { $open } wait or go on.
mcp-runs =
    { $runs ->
        [0] No run was found.
        [one] 1 run was found; { $open } of it waits or goes on.
       *[other] { $runs } runs were found; { $open } of them wait or go on.
    }
mcp-inspected =
    { $promotions ->
        [0] The page is of the kind { $kind }, its shop's platform is { $platform }, and no promotion was found on it.
        [one] The page is of the kind { $kind }, its shop's platform is { $platform }, and 1 promotion was found on it.
       *[other] The page is of the kind { $kind }, its shop's platform is { $platform }, and { $promotions } promotions were found on it.
    }
mcp-compiled =
    { $steps ->
        [one] The scenario has 1 step; journeys: { $journeys }.
       *[other] The scenario has { $steps } steps; journeys: { $journeys }.
    }
mcp-compared-worse = Run { $run } is worse than run { $baseline }, beyond noise.
mcp-compared-no-worse = Run { $run } is not worse than run { $baseline } beyond noise.

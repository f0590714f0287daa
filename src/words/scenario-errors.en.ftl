# Errors of scenarios, plans, thresholds and recordings, and the notes of a recording.

## Quantities

error-duration = `{ $text }` is not a duration; write it like 300ms, 30s, 1m30s or 2h
error-duration-no-unit = { $number } has no unit; write "{ $number }s" for seconds
error-duration-fraction = { $number } has no unit; write "{ $millis }ms" for { $number } seconds
error-currency = `{ $text }` is not a currency; write an ISO 4217 code like EUR
error-money-amount = `{ $text }` is not an amount; write it like 11.42
error-price-no-number = no number in it
error-price-several-numbers = more than one number in it
error-price-ambiguous = it can be read in more than one way
error-price-bound = it is only a bound of several prices
error-price-negative = it is negative
error-price-per-unit = it is a price per unit of measure
error-price-percentage = it is a percentage
error-price-not-a-price = it is not written like a price

## The scenario file

error-file-read =
    cannot read { $path }: { $why }{ $made ->
        [by-compile] ; write one from a page with: promo-load compile URL -o { $path }
       *[otherwise] {""}
    }
error-file-schema = { $path }: schema { $found } is not known to this version, which reads schema { $schema }; use a newer promo-load
error-file-data = { $path }: data `{ $name }`: { $why }
error-file-upload = { $path }: step `{ $step }`: { $why }
error-file-format = the scenario cannot be written as TOML: { $why }
error-no-scheme = `{ $text }` has no scheme; begin it with http:// or https://, such as "http://{ $text }"
error-no-address = `{ $text }` is not an address: { $why }
error-not-written = { $place } carries a secret in a form that no placeholder can stand for; send it with ${ "{" }…{ "}" } from a [[data]] source with `env`
error-think-time-reversed = `{ $text }` ends before it begins; write the shorter time first
error-template-unclosed = `{ $text }` opens a placeholder with ${ "{" } and does not close it
error-plan-json-beside-body = has a JSON table beside another body; use one
error-template-unknown = nothing provides `${ "{" }{ $text }{ "}" }`; extract it in an earlier step, take it from a [[data]] source, or use vu.id, iteration, run.id, now, uuid or random.alnum(16)
error-template-unknown-field = nothing provides `${ "{" }{ $name }{ "}" }`; the data `{ $source }` has the fields { $fields }
error-check-subject = check `{ $text }` needs exactly one of status, body_contains, body_lacks, body_matches, header or json
error-check-comparison = check `{ $text }`: `contains` goes with header, `equals` or `at_least` with json, one of them at most
error-check-empty = check `{ $text }`: an empty text is in every page, so this would never fail
error-check-status = check `{ $text }`: a status is a number from 100 to 599
error-check-not-a-number = check `{ $text }`: `at_least` is a finite number
error-check-regex = check `{ $name }`: { $reason }
error-check-pointer = check `{ $text }`: a JSON pointer begins with `/`
error-check-template = check `{ $name }`: { $why }
error-check-name = check `{ $text }`: a name is not empty and has no `::`
error-extract-source = extract `{ $text }` needs exactly one of between, regex, json, css, header or cookie
error-extract-empty = extract `{ $text }`: the first text of `between` is empty
error-extract-option = extract `{ $text }`: `attribute` goes with css, `decoded` with cookie, `pick` with between, regex or css
error-extract-css = extract `{ $name }`: `{ $selector }` is no CSS selector
error-extract-pointer = extract `{ $text }`: a JSON pointer begins with /, such as /cart/products_count
error-extract-regex = extract `{ $name }`: { $reason }
error-data-read = cannot read the data file { $path }: { $why }
error-data-too-large = { $path } has { $megabytes } MB; a data file may have 64 MB, for its rows are kept in memory
error-data-encoding = { $path }:{ $line }: is no UTF-8; save the file as UTF-8
error-data-row = { $path }:{ $line }: { $why }
error-data-no-rows = { $path } has no row of values; the first line of a CSV file names the fields, the rows follow
error-data-json-document = { $path } is one JSON document; write one object per line and call it .jsonl
error-data-delimiter = `delimiter` belongs to a CSV file, and is one ASCII character but no quote or line break, such as ";"
error-data-source = needs one of `file`, `rows` and `env`
error-data-outside = the data file { $path } is not in the scenario's folder; if it is yours to send to this shop, allow its folder with --data-folder { $folder }
error-data-variable = `env` names the variable { $text }; a scenario is only given variables whose names begin with { $variables }
error-data-not-set = the environment variable { $text } is not set, which holds what is too secret for a file
error-data-no-text = the environment variable { $text } is no text
error-data-inline = row { $row }: { $why }
error-data-not-read = the file { $path } was not read
error-row-nameless-field = field { $value } has no name
error-row-same-name = two fields are called `{ $text }`
error-row-ragged = has { $found } values for { $expected } fields ({ $fields }); quote a value that holds the delimiter
error-row-missing = has no field `{ $text }`, which the first row has
error-row-surplus = has a field `{ $text }`, which the first row has not
error-row-no-scalar = the value of `{ $text }` is an object, a list or null; a value is a text, a number, true or false
error-row-json = is no JSON object: { $why }
error-at-column = { $why }, at column { $column }
error-row-open-quote = opens a quote that is never closed; close it, or write a quote that belongs to the value twice
error-row-stray-quote = has text behind the end of a quoted value; write a quote that belongs to the value twice ("15"" screen")
error-row-csv = cannot be read: { $text }
error-upload-read = cannot read { $path }, which the form sends: { $why }
error-upload-too-large = { $path } has more than 32 MB; a form's file is kept in memory
error-upload-outside = { $path } is not in the scenario's folder; if it is yours to send to this shop, allow its folder with --data-folder { $folder }

## The plan

error-problem = { $place }: { $why }
error-plan-descriptors =
    { $vus ->
        [one] { $vus } VU needs
       *[other] { $vus } VUs need
    } { $needed } open files ({ $each } each and { $reserve } for promo-load itself), but this machine allows { $limit }{ $room ->
        [0] , which leaves none for a VU; raise the hard limit (`ulimit -n { $needed }`, LimitNOFILE of a service)
        [one] ; raise the hard limit (`ulimit -n { $needed }`, LimitNOFILE of a service) or use at most { $room } VU
       *[other] ; raise the hard limit (`ulimit -n { $needed }`, LimitNOFILE of a service) or use at most { $room } VUs
    }
error-plan-no-ports =
    { $vus ->
        [one] { $vus } VU needs a local port
       *[other] { $vus } VUs need a local port each
    }, but this machine has none: all of its range are reserved; widen the range (`sysctl net.ipv4.ip_local_port_range="1024 65535"`) or free some of net.ipv4.ip_local_reserved_ports
error-plan-few-ports =
    { $vus ->
        [one] { $vus } VU needs a local port
       *[other] { $vus } VUs need a local port each
    }, but this machine has { $number } for one address; widen the range (`sysctl net.ipv4.ip_local_port_range="1024 65535"`) or use at most { $ports ->
        [one] { $ports } VU
       *[other] { $ports } VUs
    }
error-plan-data-name = the name of a data source is made of a-z, A-Z, 0-9, _ and - alone
error-plan-data-name-taken = a data source cannot be called `{ $name }`: every visitor has `${ "{" }{ $own }{ "}" }` already
error-plan-data-twice = two data sources have this name
error-plan-too-few-rows = pick = "unique" gives each VU a row of its own: the { $needed } VUs of all loads together need { $needed } rows, and there are { $rows }
error-plan-no-journey = there is none; a scenario needs at least one [[journey]] with a step
error-plan-no-weight = every weight is 0, so none would ever be walked
error-plan-address-password = carries a user name or password; send them as an Authorization header
error-plan-growing-carts = per-vu lets carts grow from visit to visit, but the compiled steps expect a new cart in each: their checks of amounts and the voucher would fail; keep per-iteration, or delete those checks and the voucher step
error-plan-journey-twice = two journeys have this name
error-plan-no-step = has no step
error-plan-step-name = a step's name is not empty and has no `::`
error-plan-step-twice = two steps of the journey have this name
error-plan-once-cookies = a step with once_per_vu needs cookies = "per-vu": with per-iteration each visit is a new shopper, whose log-in would be lost
error-plan-once-late = has once_per_vu behind a step of every visit; move it to the beginning of the journey
error-plan-once-alone = has only steps with once_per_vu, so that later visits would ask for nothing; add a step for every visit
error-plan-cookie = the cookie `{ $name }` cannot be set: its name is not empty and has no `=`, and neither name nor value has a semicolon, a control character or a space around it
error-plan-other-limits = { $url } is not on { $root }, for which the limits were made
error-plan-no-site = must begin with http:// or https:// and name a host
error-plan-too-many-vus = { $vus-max } VUs are more than the { $max } allowed on { $environment }; lower --vus
error-plan-too-long = { $lasts } is longer than the { $max } allowed on { $environment }
error-plan-rate-unproven = the journeys would send up to { $most } requests per second, more than the { $cap } of an unproven shop: { $demand }
error-plan-rate-not-allowed = the journeys would send up to { $most } requests per second, more than the { $cap } allowed on { $environment }; lower the rate
error-plan-local-time = local time
error-plan-outside-hours =
    { $who ->
        [prod] a live shop
       *[other] this shop
    } is only tested at { $hours } (it is { $time } { $place }{ $zone ->
        [known] {""}
       *[unknown] {" "}and { $utc } UTC, and both must lie in those hours because promo-load.toml names no time_zone for it
    }); come back then, or agree on other hours and write them into promo-load.toml ([host."{ $host }"] hours = "HH:MM-HH:MM", time_zone = "Europe/Paris"){ $copy ->
        [perhaps] ; a copy that no customer uses is listed there with environment = "preprod"
       *[no] {""}
    }; a look at a few pages needs no hours: promo-load inspect URL, or compile URL, with --mode read-only; promo-load inspect SAVED.html asks nothing of the shop
error-plan-full-on-prod = full would fill real carts in a live shop; use --mode read-only, or allow it for this host in promo-load.toml
error-plan-heavy-on-prod = heavy is not allowed on a live shop; use light or medium with --vus 50
error-plan-https-on-prod = a live shop is only tested over https
error-plan-insecure = certificates are always checked on a live shop
error-plan-beyond-origin =
    { $url } has { $surplus ->
        [path] a path
        [query] a query
       *[fragment] a fragment
    }, and is scheme, host and port of the shop alone: the addresses in its pages begin at the root, and so do the paths of steps; write it into them (path = "{ $path }")
error-plan-user-agent = is no valid header text
error-plan-no-time = 0 leaves no time for an answer; write it like 30s
error-plan-part = the part `{ $name }` needs one of `value` and `file`
error-plan-part-type = the content_type of the part `{ $name }` is not valid header text
error-plan-few-iterations = { $iterations } iterations cannot be shared by { $vus } VUs; give at least one to each
error-plan-at-least-1 = must be at least 1
error-plan-at-least-1s = must be at least 1s
error-plan-longer-than-0 = must be longer than 0
error-plan-rate-above-0 = constant-arrival-rate needs a rate above 0, such as 50
error-plan-no-rate-stage = ramping-arrival-rate needs at least one stage
error-plan-no-target = no stage has a target above 0, so nothing would be tested
error-plan-no-max-vus = an arrival rate needs the most VUs it may use, such as --max-vus 100
error-plan-many-at-start = { $pre-allocated-vus } VUs at the start are more than the { $max-vus } of max_vus
error-plan-random-arrivals = { $expected } random arrivals are more than can be counted; lower the rate or the time, or space them evenly
error-plan-arrivals = { $per-second } arrivals per second are more than one generator can start
error-plan-more-than = more than { $longest }
error-plan-no-duration = { $executor } needs a duration of at least 1s
error-plan-no-vus = 0 VUs would send nothing; give at least 1
error-plan-vus-of-generator = { $vus } VUs are more than the { $most-vus } that one generator can hold
error-plan-no-stage = ramping-vus needs at least one stage, such as 30s:100
error-plan-short-stages = the stages together last less than 1s
error-plan-foreign-option = { $executor } has no such option; it belongs to { $owners }
error-plan-long-jitter = is longer than the load itself, so that some VUs would never begin
error-plan-cannot-set = `{ $name }` cannot be set: { $why }
error-plan-header-name = `{ $name }` is no valid header name
error-plan-header-value = the value of `{ $name }` is no valid header text
error-plan-no-http-status = { $status } is no HTTP status
error-plan-check-twice = two checks are called `{ $name }`; their results could not be told apart
error-plan-extract-own = an extract cannot be called `{ $name }`, which every visitor has already
error-plan-extract-data = an extract cannot be called `{ $name }`: what begins with `{ $data }.` is a field of that data
error-plan-name-of-files = has the name under which another step's files are counted; choose another
error-plan-files-name = its files are counted as `{ $name }`, which is another step's name; rename one
error-plan-background-name = is a background request here and another step elsewhere; their numbers would be mixed: rename one
error-plan-background-think-time = is a background request, which is sent while the shopper thinks about the page before; write the think_time there
error-plan-background-first = is a background request without a page before it; put it after the page whose scripts send it
error-plan-connect = CONNECT is said to a proxy, not to the shop
error-plan-method = `{ $method }` is not a method; it is one word of letters, such as GET or PROPFIND
error-plan-raw = `{ $text }`: `raw:` belongs into a JSON body, where values are escaped without it
error-plan-no-path = `{ $path }` is no path: { $why }
error-plan-changes-cart = `{ $name }` changes the cart, but the scenario's mode is read-only
error-plan-row-control = the field `{ $field }` has a control character ({ $code }), which no address, header or cookie can carry; take it out of the row
error-plan-row-data = with row { $row } of data `{ $name }`: { $why }
error-plan-form-and-body = has both a form and a body; use one
error-plan-two-forms = has a multipart form beside another form or a body; use one
error-plan-content-type = names a Content-Type, which a multipart form has of its own: it holds the boundary
error-plan-changes-shop = { $method } may change the shop, but the scenario's mode is read-only; set mode = "full" or remove the step
error-plan-load-name = `{ $name }` is not made of a-z, A-Z, 0-9, _ and - alone
error-plan-journey-named-twice = `{ $name }` is named twice; its weight says how often
error-plan-journey-unknown = there is no journey `{ $name }`; there are { $known }
error-plan-names-none = names none; name some of { $known }, or leave it out for all
error-plan-no-weight-named = the weight of each of them is 0, so none would ever be walked
error-plan-load-twice = two loads have this name; give each a `name` of its own
error-plan-vus-together = { $vus-max } VUs at one time are more than the { $most-vus } that one generator can hold
error-fill-elsewhere = `{ $path }` is not on the shop; the request was not sent
error-fill-order = { $method } { $path } would place an order; the request was not sent
error-fill-header = the value for the header { $name } has characters that HTTP forbids
error-fill-cookie = the cookie `{ $name }` cannot be set to its value: a browser refuses semicolons, control characters, spaces around it and more than 4,096 bytes

## Thresholds and comparisons

error-unknown-metric = unknown metric `{ $name }`; known are { $known }
error-threshold-flag = `{ $text }` is not METRIC:EXPRESSION; write it like `http_req_duration:p(95)<2000`
error-threshold-key = `{ $key }`: { $reason }
error-key-unclosed = the closing `{ "}" }` is missing
error-key-not-pairs = the part in braces is not tag:value,tag:value
error-key-empty = a tag and its value may not be empty
error-key-twice = a tag is given twice
error-threshold-tag = `{ $key }`: { $metric } is not recorded by `{ $tag }`; it takes { $accepted }
error-threshold-expression = `{ $key }`: `{ $expression }` is not METHOD OPERATOR NUMBER or METHOD over DURATION OPERATOR NUMBER, with one of < <= > >= == === !=, like `{ $example }`
error-threshold-bound = `{ $key }`: `{ $bound }` in `{ $expression }` is not a number
error-threshold-share = `{ $key }`: `{ $bound }` in `{ $expression }` is not a number; shares are written from 0 to 1: { $number }
error-threshold-time = `{ $key }`: `{ $bound }` in `{ $expression }` is not a number; times are written in milliseconds: { $number }
error-threshold-window = `{ $key }`: `{ $window }` in `{ $expression }` is no window: write whole seconds from 1s to 10m, like `over 10s`
error-threshold-method = `{ $key }`: `{ $method }` cannot be asked of a { $kind }; it accepts { $accepted }
error-no-step = no step is named `{ $step }`; steps are { $known }
error-no-check = no check is named `{ $check }`
error-no-journey = no journey is named `{ $name }`; journeys are { $known }
error-no-load = no load is named `{ $name }`; loads are { $known }
error-no-method = no method is named `{ $name }`; methods are { $known }
error-tag-load = `load` and `scenario` are one tag; give one of them
error-tag-expected = `expected_response` is `true` or `false`, not `{ $value }`
error-tag-unknown = the tag `{ $tag }` is not recorded; use name, check, expected_response, load, journey, status or method
error-tag-status = `status` is a number from 100 to 599, or 0 for no answer, not `{ $text }`
error-no-check-in-step = no check is named `{ $name }` in that step
error-check-of-steps = `{ $name }` is a check of the steps { $steps }; add name:STEP
error-criterion-sign = `{ $text }`: no `+` or `-` with a bound; write it like 'p(95) +10%' or 'rps -5%'
error-criterion-statistic = `{ $text }`: `{ $name }` is not compared; use { $known }
error-criterion-tag = `{ $text }`: the braces take one step, like p(95){ "{" }name:product_page{ "}" }
error-criterion-points = `{ $text }`: `{ $bound }` is no bound for { $statistic }; write points, like 0.5pt
error-criterion-rate = `{ $text }`: `{ $bound }` is no bound for { $statistic }; write a percentage like 10% or a rate like 5/s
error-criterion-time = `{ $text }`: `{ $bound }` is no bound for { $statistic }; write a percentage like 10% or a time like 50ms
error-criterion-step = `{ $text }`: no step is named `{ $step }`; steps are { $known }
error-compare-different = compare runs of the same journey, load and machine, or add --even-if-different to see the numbers all the same
error-compare-blocks = the { $which } has no blocks of time to know the noise from; it was written by promo-load { $version }: repeat the run
error-compare-histogram = the { $which }'s step { $step }: { $why }; the file is damaged
error-search-window = each load of the search is held for { $asked }, and a threshold looks at windows of { $window }; hold for { $needed } or longer with --duration, or give it a shorter window
error-search-too-long = load: the search may take { $longest } ({ $steps } loads), longer than the { $allowed } allowed on { $environment }; hold each load for less with --duration
error-search-several-executors = the scenario has several executors, so the highest load to try is not clear; say it with --vus or --rate
error-search-rates = --find-capacity takes rates per second or per minute, such as --rate 50/s
error-measure-promo-nothing = --measure-promo has nothing to compare with: no step of the journey is there for the promotion alone (a voucher, or `promotion = true` in the scenario), and { $why }; name a page of the same kind without promotion with --without-promo
error-no-page-like-it = no page like it without promotion was found
error-without-promo-elsewhere = --without-promo: { $url } is not on the tested shop

## A recording (HAR)

error-har-json = { $line }:{ $column }: is no HAR: { $why }
error-har-truncated = { $line }:{ $column }: ends in the middle; export it again
error-har-version = is HAR { $text }; versions 1.1 to 1.3 are known
error-har-entry = entry { $entry }: { $why }
error-har-too-many = has { $text } requests of the shop, and a journey at most { $most-steps }; record one visit, without the calls of a page that is left open
error-har-empty = holds no requests; record with the network panel open, from the first page on
error-har-nothing = holds no page or script request of { $text }; name the shop with --base-url
har-changing = these requests change something in the shop: { $changing }; delete the steps that should not be repeated
har-accounts = passwords and the like are never written: make a file accounts.csv beside the scenario, its first line `{ $fields }`, with one account in each line below, as many as there are VUs
har-more-such-notes = and { $more } more of such notes
har-and-more = and { $more } more
har-of-step = { $what } (step { $step })
har-value-of-step = `{ $what }` of step { $step }
har-doors = { $doors } redirects to the shop and is left out; the journey begins at { $shop }
har-left-out-files = left out, files (--assets loads what pages need): { $count }
har-left-out-unanswered = left out, requests without an answer: { $count }
har-left-out-preflights = left out, CORS preflights (OPTIONS): { $count }
har-left-out-sockets = left out, WebSockets, which promo-load does not speak: { $addresses }
har-left-out-streams = left out, event streams (EventSource), which never end: { $addresses }
har-left-out-hosts = left out, requests to other hosts: { $addresses }
har-left-out-orders = promo-load never orders; left out: { $orders }
har-left-out-browser = left out, headers that the browser sets by itself: { $names }
har-left-out-proxy = left out, headers of a proxy: { $names }
har-left-out-unsendable = left out, headers that HTTP cannot carry: { $names }
har-left-out-repeated = left out, further values of headers that a request has more than once: { $names }
har-many-headers = left out, headers beyond { $most } of a request: { $surplus }
har-addresses-with-password = left out, names and passwords in addresses, which are never written: { $accounts }; give yours with --header Authorization=env:VARIABLE, "Basic" and both in Base64
har-secret-headers = left out, headers that carry a secret, which is never written: { $secret }; give yours with --header { $name }=env:VARIABLE
har-not-asked = left out, what the browser did not ask anybody for ({ $schemes }): { $count }
har-entry-left-out = entry { $number } is left out: { $why }
har-more-entries = { $more } more entries that cannot be read are left out
har-half-character = half a character (a lone surrogate, \ud800 to \udfff) is read as �, as browsers send it; entries: { $len }, the first is entry { $first }
har-is-a-list = it is a JSON list; a HAR is an object with `log`
har-no-time-zone = its startedDateTime has no time zone
har-not-a-time = startedDateTime `{ $text }` is not a time
har-not-url = `{ $url }` is not a URL: { $why }
har-not-method = `{ $method }` is not a method
har-said-to-proxy = { $method } is said to a proxy, not to the shop
har-empties-cache = { $method } empties a cache
har-form-left-out = the body of step { $step } is a multipart form that cannot be read, or holds a password or key that cannot be replaced, so it is left out; write it by hand with a placeholder such as ${ "{" }account.password{ "}" }, or delete the step
har-body-left-out = the body of step { $step } may hold a password or key that cannot be replaced, so it is left out; write it by hand with a placeholder such as ${ "{" }account.password{ "}" }, or delete the step
har-leaves = step { $step } ends at a redirect to another host, which is not followed
har-long-pauses = { $cut } pauses of more than a minute are cut to 60s
har-files = a recording does not hold files as they were uploaded; put yours there before the first run, beside the scenario: { $files }
har-with-cookie = { $what } (cookie { $cookie })
har-drawn = made by the page's script, as no answer brought them: each visit draws them and sets the cookie; write an extract instead where the shop makes them: { $list }
har-unmarked = parts of paths written as they were recorded, because nothing marks their place in the answer that brought them; write an extract by hand where they change: { $list }
har-withheld = headers with a key are never written; give yours with --header NAME=env:VARIABLE; left out: { $list }
har-unsought = the recording has more values that may change than are looked for; written as they were recorded: { $unsought }
har-headers-left-out = headers, left out: { $list }
har-as-recorded = written as they were recorded: { $list }
har-no-answer-holds-them = no earlier answer of the recording holds these tokens; record again from the page that brings them, saved with content
har-no-bodies = the recording has no response bodies, in which these tokens would be; export it with content
har-unsolved = error to be solved before the first run: { $reason }, or add an extract to an earlier step and write ${ "{" }name{ "}" } in their place, or delete the steps; { $parts }

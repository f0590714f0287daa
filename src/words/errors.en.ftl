# Errors of the program, its flags and its configuration. A sentence that other libraries carry as text (serde, clap) stands on
# one line: it is read back from English.

## The program and its files

error-at = { $place }: { $why }
error-see-help = { $why }; see --help
error-interrupted = interrupted before anything was written
interrupted-emptying-first = interrupted; the trial cart is emptied first (a second signal ends at once)
interrupted-cart-left = the trial cart was not emptied, because a second signal came; the shop may keep it as abandoned
error-kept = { $why }; what was measured before is kept: promo-load report { $folder }
error-no-target = give a URL, a scenario file or --demo
error-no-record = cannot read { $path }: { $why }; name a run's folder or its run.json
error-cannot-read = cannot read { $path }: { $why }
error-file-too-large = { $path } is larger than { $most } MB
error-page-too-large = { $path } is larger than { $most } MB; a promotion page is smaller
error-is-a-scenario = { $path } is a scenario, which `promo-load bench` runs; give a page's URL or a saved .html file
error-not-a-page = { $path } is { $why }; give a saved page
error-slow-disk = the disk is too slow
error-log-removed = its file was removed
error-same-summaries = --k6-summary and --summary-json both name { $one }; give each a file of its own
error-same-seconds = --csv and --json-lines both name { $one }; give each a file of its own
error-helpers-elsewhere = --helpers { $helpers } is not another file in the folder of { $script }; name one there
error-no-folder = cannot write to { $path }: { $why }
error-k8s-name = `{ $text }` is not a name that Kubernetes takes here: use lower-case letters, digits and hyphens, begin with a letter, and use at most { $most } characters, such as black-friday
error-k8s-image = `{ $text }` names no image; write it like registry.example/promo-load:v1, without https://
error-k8s-memory = `{ $text }` is not a size of memory; write it like 512Mi or 2Gi
error-k8s-setting = `{ $text }` is a setting of promo-load, and no secret: the pods would run with another one than is written in the manifests. Use its flag or the scenario; secrets are called PROMO_LOAD_SECRET_…, and the cluster's own token is in the Secret already
error-k8s-variable = `{ $text }` is not a variable of promo-load; its name begins with PROMO_LOAD_, or with AWS_ for --results-to, and has letters, digits and underscores, and its value is given to the Secret, not here
error-k8s-version = `{ $text }` is not a version of Kubernetes from { $oldest } to { $newest }; kubectl version says which yours is, and a newer one takes what is written for { $newest }
error-k8s-too-old = Kubernetes { $text } would start failed generators again, and the load a second time; use { $oldest } or newer
error-k8s-shards = give a number of generators from 1 to { $most }
error-k8s-path = { $path } cannot be a path in the pods; give the file a shorter name of plain letters
error-k8s-too-large = the files have { $kilobytes } KiB together, and a ConfigMap holds { $most } KiB; shorten { $largest }, the largest, or build an image of your own that has it
error-k8s-needs-scenario = { $url } is a page, and pods walk a scenario; make one first: promo-load compile { $url } -o promo.toml
error-k8s-not-a-folder = { $path } is there already and is not a folder; name another
error-k8s-folder-there = { $path } holds something already, perhaps with changes made by hand; choose another folder, or write into it with --force
error-k8s-own-file = { $path } is what this is made of, and would be replaced; choose another folder
error-k8s-config-file = { $path } names { $file }, which the pods do not have; give another configuration with --config
error-k8s-file-with-secret = { $path } holds a secret, and everyone who reads the ConfigMap would see it; say `secret = true` in its [[data]], or take it out
error-runs-folder = cannot write to { $parent }: { $why }; choose another folder with --output
error-no-run = { $path } is no run's folder: there is neither { $run-file } nor { $file } in it; name a folder in which bench began a load
error-no-log = { $path } has no { $file }; only by the seconds in it can runs be merged exactly
error-not-empty = { $path } is not empty; name a new folder for the merged run
error-already-there = { $path } is there already, perhaps with changes made by hand; choose another name, or replace it with --force
error-cannot-write = cannot write { $path }: { $why }
error-cannot-write-there = cannot write { $path }: { $why }; name a file in a folder that exists and that you may write to
error-flag-not-writable = cannot write { $flag } { $path }: { $reason }; name a file in a folder that exists and that you may write to
error-not-a-file = it is there and is no file
error-no-file-name = it is no file's name
error-standard-output = cannot write to standard output: { $why }
error-no-finished-run = { $given }: there is no finished run in { $folder }; bench makes one, and PROMO_LOAD_OUT names another folder of runs
error-no-run-so-old = { $given }: { $folder } has no run so old; the finished ones are { $usable } (the newest last)
error-folder-of-runs = { $given } is a folder of runs; name one of them: { $runs } (the newest last), or { $latest }
error-older-runs = { $left-out } older ones
error-other-version = { $why }; use the promo-load that wrote it
error-still-running = the run still goes on; ask again when it has ended
note-made-from-log = { $damage }; the reports are made from { $file } instead
note-file-not-written = { $file } is not written: { $why }
error-secret-in-the-way = a secret stands where { $hidden } cannot, so this is not written; choose another secret, or another name for what is called like it
error-log-form = `{ $text }` is no form of log lines; use human or json
error-log-level = `{ $text }` is no level of logs; use error, warn, info or debug
error-summary-form = `{ $text }` is no form of the summary; use promo-load or k6
error-summary-json-form = `{ $text }` is not a form of --summary-json; use handle-summary or machine
error-lang = `{ $text }` is not a language of the reports; use en or fr

## The target and the flags

error-no-url = `{ $text }` is no URL: { $why }
error-is-javascript = `{ $text }` is JavaScript, which promo-load does not run; write a scenario of the same journey with `promo-load compile` from the page's URL, or from a browser's recording of it (.har)
error-neither-url-nor-file = `{ $text }` is neither a URL nor a file; give an address that begins with http:// or https://, or a file that is there
error-neither-url-nor-file-meant = `{ $text }` is neither a URL nor a file; did you mean { $scheme }://{ $text } ?
error-is-a-saved-page = { $path } is a saved page, which only `promo-load inspect` reads; give the page's URL or a scenario file
error-is-a-recording = { $path } is a recording; make a scenario of it first: promo-load compile { $path } -o recorded.toml
error-target-changes-cart = `{ $name }` in the address changes the cart of everyone who opens it; give the page's address without it
error-step-orders = step `{ $step }` of journey `{ $journey }` places an order, and nothing is ever ordered; take the step out
error-voucher-in-file = --voucher goes with a URL; in a scenario file the code stands in its step
error-page-type-in-file = --page-type goes with a URL or a saved page; a scenario file was compiled from its page already
error-voucher-in-recording = --voucher goes with a URL; a recording holds the codes that were typed
error-recording-too-large = { $path } has more than 200 MB; record only the journey, and filter pictures out before exporting
error-recording-not-utf8 = { $path } is no UTF-8, which every HAR is
error-read-only-recording = --mode read-only allows no request that changes the shop, and this recording has { $changing }; record a visit that only looks at pages, or leave --mode out and delete from the scenario what should not be repeated
error-address-password = the address carries a user name or password; leave them out and use --header Authorization=env:VARIABLE, whose value is `Basic …`
error-base-url-elsewhere = --base-url { $base } is another host than { $target }; give the target's own address, so that the addresses of the base URL that its pages name are read there
error-base-url = base_url: { $why }
error-base-url-no-host = base_url: { $base } names no host
error-proxy-password = --proxy carries a name and a password, which anybody on this machine can read in the list of processes; give the proxy in { $variable }
error-no-text = { $variable } is no text
error-not-text = { $variable } is not text
error-variable-not-set = the variable { $variable } is not set, or is empty
error-variable-not-a-header = the variable { $variable } has a character that a header cannot carry
error-line = { $path }, line { $line }: { $why }
error-line-not-utf8 = it is not UTF-8
error-header-form = it is not a header; write 'Name: value', Name=env:VARIABLE for a value in the environment, or @FILE
error-line-no-header = it is not a header; write Name: value
error-line-no-name = what stands before the colon is not the name of a header
error-line-no-value = the value has a character that a header cannot carry
note-header-exposed = --header { $names } can be read by everybody on this machine in the list of processes; { $name }=env:VARIABLE takes the value from the environment, and @FILE takes headers from a file
error-cannot-be-sent = { $what } cannot be sent: it has characters that HTTP forbids
error-what-header-name = the header name `{ $name }`
error-what-header-value = the value of the header { $name }
error-what-user-agent = the --user-agent
error-header-cannot-set = --header cannot set `{ $known }`: { $why }
error-framing-reason = promo-load sets it itself, from the address and the message
error-vus-beside-rate = --vus (or PROMO_LOAD_VUS) has no meaning beside --rate, where visits begin at a rate and not by so many shoppers; the most virtual users that a rate may use are --max-vus, and how many are there from the start is pre_allocated_vus in the scenario's [load]
error-stages-test-nothing = no --stage has a target above 0, so nothing would be tested; write TIME:VUS, such as --stage 30s:100
error-rate-tests-nothing = --rate (or PROMO_LOAD_RATE) is 0, so nothing would be tested; give at least one visit, such as 1/s or 10/1m
error-vus-test-nothing = --vus (or PROMO_LOAD_VUS) is 0, and 0 VUs would send nothing, so nothing would be tested; give a whole number of at least 1
error-iterations-test-nothing = --iterations (or PROMO_LOAD_ITERATIONS) or --per-vu-iterations is 0, so nothing would be tested; give a whole number of at least 1
error-duration-too-short = --duration (or PROMO_LOAD_DURATION) is shorter than a second, in which little can be measured; give at least 1s, such as 30s
error-flag-vus = there is no { $given }: the number of shoppers is --vus here
error-flag-duration = there is no { $given }: how long a load lasts is --duration here
error-flag-iterations = there is no { $given }: a number of visits is --iterations here
error-flag-stage = there is no { $given }: a load that grows is written with --stage here, such as --stage 30s:100
error-flag-rate = there is no { $given }: visits per second are --rate here, and the most requests per second --max-rps
error-flag-threads = there is no { $given }: promo-load uses every core by itself; taskset limits it
error-flag-insecure = there is no { $given }: any certificate is accepted with --insecure here
error-flag-target = there is no { $given }: the address stands alone here, such as promo-load bench https://shop.example/promo
error-value-too-large = { $text } is larger than this flag takes
error-value-whole-number = give a whole number of at least { $least }, such as 20
error-value-listen = give HOST:PORT, such as 127.0.0.1:{ $port }
error-value-listen-host = give HOST:PORT, such as 127.0.0.1:8080; the host is an IP address
error-value-percent = give a share from 0 to 1; { $percent } % is { $share }
error-value-share = give a share from 0 to 1, such as 0.1 for 10 %
error-value-host = it names no host; write it like https://www.shop.example/
error-value-key = a key has { $length } characters
error-value-freeze = `{ $text }` is no freeze; write LASTS/EVERY, such as 1s/5s
error-value-voucher = it is empty; give the code that shoppers enter
error-value-voucher-controls = the code has a line break or another character that no shopper can type; give one code, as shoppers enter it
error-value-resolve = `{ $text }` names no host and address; write HOST:ADDRESS, such as shop.example:10.0.0.7
error-value-stage = `{ $text }` is no stage; write TIME:VUS, such as 30s:100
error-value-rate = `{ $text }` is no rate; write N/TIME, such as 50/s or 200/1m

## The configuration, and what is allowed

error-config-read = cannot read { $path }: { $why }; give another file with --config, or none
error-toml = { $path }:{ $line }: { $key }{ $why }
note-config-exposed = { $path } holds secrets, and others on this machine can read it; chmod 600 { $path }
error-host-twice = the host `{ $host }` is there twice
error-secret-empty = it is empty
error-text-in-quotes = expected a text in quotes, found { $found }
error-time-zone = `{ $name }` is no time zone; write its name of the IANA database, like Europe/Paris
error-date = expected a date without quotes, like 2026-11-20
error-table-of-headers = expected a table of headers, like Authorization = "Basic …"
error-no-header-name = `{ $name }` is no header name: it has characters that HTTP forbids
error-no-header-value = the value of { $name } has characters that HTTP forbids
error-pattern-malformed = `{ $text }` is no host; write it like www.shop.example or *.shop.example, without https:// and port
error-pattern-too-wide = `{ $text }` takes in a whole top-level domain; name the shop's own domain, like *.shop.example
error-environment-unknown = `{ $text }` is no environment; use auto, local, preprod or prod
error-environment-not-local = { $value } is a public address, so the environment cannot be local; use preprod or prod
error-env-listed = --env { $named }: { $place } lists { $name } as prod, and a flag cannot change that; test another host, or change the file
error-env-unresolved = --env { $named }: this machine cannot resolve { $name }, so nothing shows that it is not a live shop; if it is a copy that no customer uses, say so in promo-load.toml ([host."{ $name }"] environment = "preprod")
error-env-stricter = { $source } = { $named }: { $name } is taken for { $known }, and that can only be made stricter there; if it is a copy that no customer uses, say so in promo-load.toml ([host."{ $name }"] environment = "preprod") or with --env { $named }
error-confirmation-future = confirmed_on = { $value } is in the future
error-confirmation-old = confirmed_on = { $value } is more than a year ago; ask again and renew the date
error-ownership = ownership: { $why }
error-closed-to-robots = time: { $host } is closed to robots by its robots.txt, or that file cannot be read, so it is only looked at in its allowed hours, { $hours }; come back then, agree on other hours and write them into promo-load.toml ([host."{ $host }"] hours = "HH:MM-HH:MM"), or save the page in a browser: promo-load inspect SAVED.html
error-hours-ended = time: the allowed hours ended before the first load
k6-perhaps-live-cap =
    nothing says whether { $name } is a live shop, so the script keeps to { $cap ->
        [one] { $cap } request
       *[other] { $cap } requests
    } per second and the hours of one; if it is a copy that no customer uses, say so with --env preprod
k6-perhaps-live = nothing says whether { $name } is a live shop, so the script keeps to the hours of one; if it is a copy that no customer uses, say so with --env preprod
error-window-malformed = `{ $text }` is no window; write it like 03:00-06:00
error-window-empty = `{ $text }` opens and closes at the same time; write it like 03:00-06:00
error-no-window = the list has no window; write one like "03:00-06:00"
error-unknown-intensity = `{ $text }` is no intensity; use smoke, light, medium or heavy
error-unknown-version = `{ $text }` is no HTTP version; use auto, 1.1 or 2
error-unknown-mode = `{ $text }` is no mode; use read-only or full
error-page-kind = `{ $text }` is no kind of page; write home, category, product, catalog, search, cms, cart, checkout, landing or other
error-control-not-loopback = --control { $value } is not a loopback address, and what is sent to it can be read on the way; use 127.0.0.1 or [::1], or say --control-remote
error-control-token = --control needs a token of at least { $least } letters, digits or signs, without spaces, in PROMO_LOAD_CONTROL_TOKEN: export PROMO_LOAD_CONTROL_TOKEN="$(openssl rand -hex 32)"; requests carry it as `Authorization: Bearer …`
error-control-listen = --control cannot listen on { $address }: { $why }; name another address, such as 127.0.0.1:6566
error-live-not-loopback = --live { $address } is not a loopback address, and who reads the page needs no token; use 127.0.0.1 or [::1]
error-live-cannot-listen = --live cannot listen on { $address }: { $why }; name another address, such as 127.0.0.1:6567, or port 0 for a free one

## What the system says

error-io =
    { $kind ->
        [not-found] No such file or directory
        [permission-denied] Permission denied
        [already-exists] File exists
        [is-a-directory] Is a directory
        [not-a-directory] Not a directory
        [directory-not-empty] Directory not empty
        [read-only] Read-only file system
        [storage-full] No space left on device
        [quota-exceeded] Disk quota exceeded
        [file-too-large] File too large
        [invalid-filename] File name too long
        [connection-refused] Connection refused
        [connection-reset] Connection reset by peer
        [connection-aborted] Connection aborted
        [not-connected] Not connected
        [broken-pipe] Broken pipe
        [host-unreachable] No route to host
        [network-unreachable] Network is unreachable
        [network-down] Network is down
        [address-in-use] Address already in use
        [address-not-available] Address not available
        [timed-out] Timed out
        [unexpected-end] Unexpected end
        [out-of-memory] Out of memory
       *[too-many-files] Too many open files
    }

error-cluster-listen = cannot listen for the other generators at { $address }: { $why }; free the port or name another one in --cluster
error-cluster-address = no machine is found at --cluster { $address }: { $why }; write the leader's name and port, such as load-0.load:7117
error-cluster-missing = { $joined } of { $shards } generators came in time; missing: { $missing } (0 is this one); look at their output, and see that they reach this one
error-cluster-turned-one-away = { $what }; one that came was turned away: { $why }
error-cluster-unreachable = the leader at { $leader } cannot be reached: { $why }
error-cluster-turned-away = the leader turned this generator away: { $why }
error-cluster-stranger = the other end has another token; give all generators the same PROMO_LOAD_CLUSTER_TOKEN
error-results-place = `{ $text }` is not a place for results: s3://BUCKET/PREFIX or file:///FOLDER, without keys, port and query
error-results-no-store = this promo-load was built without object stores: take the image, or build it with --features object-store
error-results-too-slow = it took more than five minutes
error-cluster-leader-lost = the leader is gone, so this generator has stopped
error-cluster-given-up = the leader heard nothing of this generator for too long and has given it up, so it has stopped
error-cluster-garbled = what came is not what a generator of this version sends: { $why }
error-cluster-other-plan = it understands the plan in another way than the leader; use the same program everywhere
error-cluster-unable = it cannot carry out its part: { $why }
error-cluster-leaves = it was told to stop, by a signal
error-cluster-gone = it is gone
error-cluster-not-ready = it was not ready in time
error-cluster-shard = generator { $shard }: { $why }
error-cluster-small-cap =
    { $cap ->
        [one] 1 request
       *[other] { $cap } requests
    } a second cannot be shared by { $shards } generators; use at most { $cap }
error-cluster-version = this generator is version { $theirs }, the leader { $ours }; use the same program everywhere
error-cluster-number = generator { $shard } of { $theirs } has no place here: there are { $ours }, numbered from 0
error-cluster-taken = there is a generator { $shard } already; each number has one process, and none can come during a run
error-shard-thread = thread { $thread } is not this generator's
error-token-missing = { $variable } is not set; give all generators the same token of at least 16 characters in it
error-token-weak = { $variable } has no token: at least { $least } visible characters, no blanks
error-token-random = the system has no random numbers for a token
error-shards-most = at most { $most } generators
error-shards-needed = --cluster needs --shards, the number of generators with the leader
error-shard-needed = --cluster needs --shard, the number of this generator from 0; 0 leads
error-shard-number = there is no generator { $shard } of { $shards }: they are numbered from 0
error-child-ended = generator { $shard } ended before the run began ({ $status }); its reason is above
error-on-lost-shard = { $text } is neither stop nor continue
error-on-lost-several = --on-lost-shard continue does not go with { $flag }, whose loads need all generators: leave one of them out

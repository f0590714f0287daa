# Errors of the connection, of pages and shops, of a run's files and of k6.

## The connection

error-resolve-not-found = the host `{ $host }` was not found ({ $reason }); check the spelling and your DNS
error-resolve-no-address = no address
error-resolve-moved = the run was allowed for `{ $host }` at a { $allowed } address, and now the name leads to { $found }, which is none; nothing was sent there; look at your DNS and start again
error-unknown-dns-use = `{ $text }` does not say how long an answer of DNS is used; write ttl, a duration such as 1m, or per-connection
error-not-of-site-elsewhere = { $url } is not on { $site }; only the shop itself is ever asked
error-no-site = { $url } must begin with http:// or https:// and name a host
error-proxy-malformed = `{ $text }` names no proxy; write it like http://proxy.example:3128
error-proxy-scheme = a proxy is reached by http://, not { $text }:// (the tunnel inside is as safe as the shop's own https)
error-tls-no-authority = TLS cannot be set up: this machine trusts no authority; install its ca-certificates, or name a file with --cacert
error-tls-settings = TLS cannot be set up: { $why }
error-certificate-read = { $path }: cannot be read: { $why }
error-certificate-pem = { $path }: cannot be read as PEM: { $why }
error-certificate-empty = { $path }: holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)
error-certificate-no-key = { $path }: holds no private key in PEM form (-----BEGIN PRIVATE KEY-----); one in a file of its own is given with --key
error-certificate-encrypted = { $path }: the private key is encrypted, and promo-load asks for no passphrase; write it unlocked into a file that only you can read (openssl pkey -in KEY -out UNLOCKED) and give that with --key
error-certificate-authority = { $path }: cannot be trusted: { $why }
error-certificate-identity = { $path }: cannot be used with its key: { $why }
error-no-connection = no connection: { $why }
error-reset-in-handshake = the connection was reset during the TLS handshake
error-closed-in-handshake = the connection was closed during the TLS handshake
error-large-head = the head of the answer is larger than promo-load reads (256 KB, 1,000 headers)
error-the-proxy = the proxy: { $why }
error-timed-out = { $what } ({ $limit })
error-perhaps-http1 = { $why } (does the server speak HTTP/2 without TLS? --http1 speaks the older version)
error-http-no-connection =
    no connection{ $through ->
        [proxy] {" "}through the proxy
       *[nothing] {""}
    } within { $limit }
error-http-elsewhere = { $url } is not on { $root }; nothing was sent there
error-http-no-host = the URL names no host
error-http-no-tls-name = `{ $host }` is no name that TLS can check
error-http-tls-failed = TLS failed: { $why }
error-http-no-http2 = the shop does not offer HTTP/2 over TLS, use --http1
error-http-insecure = --insecure accepts it on a test shop
error-http-old-tls = the server speaks no TLS newer than 1.1, which browsers refuse, too; switch TLS 1.2 or 1.3 on there
error-http-no-tls-there = what answers there does not speak TLS; a shop without it has an address with http://, and often another port
error-http-wants-certificate = the shop wants a client certificate (--cert)
error-http-wants-another-certificate = the shop wants another client certificate (--cert)
error-http-handshake-refused = the server refuses the handshake: it wants a client certificate (--cert), or agrees to no cipher of TLS 1.2 or 1.3, as the oldest servers do
error-http-no-such-name = the server has no shop of this name; check the host name
error-http-issuer-unknown = the certificate's issuer is not trusted here; name the issuer's own certificate with --cacert; { $ignore }
error-http-self-signed = the certificate vouches for itself and is not trusted here; name it with --cacert; { $ignore }
error-http-certificate-v1 = the certificate has an old form (X.509 version 1), which browsers refuse, too; have a new one issued; { $ignore }
error-http-certificate-expired-on = the certificate expired on { $day }; renew it there, and check this machine's clock; { $ignore }
error-http-certificate-expired = the certificate has expired; renew it there, and check this machine's clock; { $ignore }
error-http-certificate-not-yet = the certificate is not valid before { $day }; check this machine's clock, and the certificate; { $ignore }
error-http-certificate-nameless = the certificate names no host (subjectAltName), so it is not for { $host }; browsers refuse it, too; { $ignore }
error-http-certificate-other-name = the certificate is for { $presented } and not for { $host }; check the host name; { $ignore }
error-http-certificate-bad-signature = the certificate is not signed by the authority of that name that is trusted here; name the issuer's own certificate with --cacert; { $ignore }
error-http-certificate-revoked = the certificate was revoked; have a new one issued; { $ignore }
error-http-certificate-weak = the certificate is signed in a way that is not trusted any more (SHA-1, or a short key); have a new one issued; { $ignore }
error-http-certificate-unreadable = the certificate cannot be read; have a new one issued; { $ignore }
error-http-day =
    { $day } { $month ->
        [m1] January
        [m2] February
        [m3] March
        [m4] April
        [m5] May
        [m6] June
        [m7] July
        [m8] August
        [m9] September
        [m10] October
        [m11] November
       *[m12] December
    } { $year }
error-http-names-and-more = { $shown } and { $others } more
error-http-unpacks-too-large = the answer unpacks to more than { $most } MB
error-http-unpacks-too-much = the answer's { $name } unpacks to out of all proportion to what was sent
error-http-not-unpacked = `Content-Encoding` says { $name }, and the body cannot be unpacked as { $name }: { $why }
error-http-many-codings = { $count } codings on top of each other
error-http-proxy-no-socket = the proxy's tunnel is no socket
error-http-proxy-early-data = the proxy sent data before the tunnel was used
error-http-proxy-authority = `{ $authority }` cannot be asked of a proxy
error-http-proxy-unreachable = the proxy cannot reach the shop ({ $status })
error-http-proxy-password = the proxy wants a name and a password (407); give them in PROMO_LOAD_PROXY
error-http-proxy-refuses = the proxy refuses the tunnel ({ $status })
error-http-unsendable =
    { $url } has no { $what ->
        [path] path
        [address] address
       *[host] host
    } that HTTP can send
error-http-another-host = { $url } is on another host
error-http-too-large = the answer is larger than { $most } MB
error-step-value = a value of the step `{ $step }` cannot be sent
error-step-address = the address of the step `{ $step }` cannot be sent

## The page and the shop

error-scrape-no-answer =
    { $url }: { $why }{ $remedy ->
        [running] ; is the shop running, and is the port right?
        [smaller] ; a promotion page is smaller, check the address
        [cache] ; is a cache or proxy misconfigured?
        [server] ; does a web server listen there?
        [again] ; try again, and look into the shop's log when it stays so
        [slow] ; the shop is too slow to be prepared, open the page in a browser first
       *[none] {""}
    }
error-scrape-status =
    { $url } answered { $status }{ $meaning ->
        [no-page] : there is no such page; check the address
        [refused] : access refused; is the shop behind a password or a firewall?
        [maintenance] : the shop is under maintenance (retry after { $after } s)
        [not-available] : the shop is not available; try again when it is
        [broken] : the shop is broken; it cannot be tested like this
       *[other] , which is not a page
    }
error-scrape-blocked = { $url }: a CDN or firewall answered { $status } instead of the shop; ask whoever runs it to allow-list this machine's address
error-scrape-enough = { $url }: not fetched: outside the allowed hours a look is ten pages at most
error-scrape-elsewhere = { $from } redirects to another site, { $to }; if that is the shop, give that address
error-scrape-redirect-loop = { $url } redirects without end or to an unreadable address; open it in a browser and give the final address
error-scrape-empty = { $url } answered with an empty page; is the shop broken, or does it want another address?
error-scrape-not-html = { $url } is { $what }; give the address that shoppers open
error-source-binary =
    { $kind ->
        [png] a PNG picture
        [jpeg] a JPEG picture
        [gif] a GIF picture
        [webp] a WebP picture
        [pdf] a PDF document
        [gzip] packed data (gzip)
        [zstd] packed data (zstd)
        [zip] a ZIP archive
        [font] a font
       *[data] binary data
    }, not an HTML page
error-source-not-html = { $text }, not an HTML page
error-source-empty = empty
error-compile-unsuitable = { $url } is { $what }; { $instead }
error-what-coming-soon = the page of a shop that is not open yet
error-what-maintenance = under maintenance
error-what-not-found = a page-not-found page
error-what-cart = a cart page, which depends on the visitor
error-what-order = an order page, and nothing is ever ordered
error-what-nothing-sold = a page of a shop that sells and promises nothing
error-instead-campaign = give the page that the campaign leads to
error-instead-open = try again when the shop is open
error-instead-once-open = try again once shoppers see the shop
error-instead-address = check the address
error-instead-through-cart = give a product's page: with --mode full the journey leads through the cart
error-instead-look-at-order = give a product's page: with --mode full the journey looks at the order page
error-compile-not-a-shop = { $url } shows no sign of a shop page; check the address, or name its kind with --page-type
error-compile-voucher-read-only = --voucher needs --mode full: a code is only tried in a cart
error-compile-no-cart = the voucher { $code } cannot be tried from { $url }: { $reason }; give the page of a product that the voucher is for
error-no-cart-address = the shop tells no address of its cart
error-nothing-to-buy = nothing that can be bought was found there
error-no-cart = { $url }: no cart can be filled, so buyers cannot be tested: { $reason }; --mode read-only only looks
error-voucher-not-tried = the voucher { $code } cannot be tried: { $why }; leave --voucher out to test what visitors look at
error-refused-because = { $refused } ({ $why })
error-visitor-is-a-robot = PrestaShop takes the user agent "{ $agent }" for a robot because of the letters "{ $letters }" in it: it would answer every add with success and add nothing; choose another --user-agent, or --mode read-only

## The demo shop

error-shop-bind = the demo shop cannot listen on { $addr }: { $why }; name another address with --listen, such as 127.0.0.1:8081
error-shop-runtime = the demo shop cannot start: { $why }
error-shop-template = a page of the demo shop is broken: { $why }
error-shop-theme = `{ $text }` is not a theme; there are classic, hummingbird (of prestashop) and blocks (of woocommerce)
error-shop-theme-of-other = { $platform } has no theme `{ $theme }`; both have classic, prestashop has hummingbird, woocommerce has blocks
error-shop-platform = `{ $text }` is not a platform of the demo shop; there are prestashop and woocommerce
error-shop-no-modules = a demo shop of { $platform } has no such modules
error-shop-no-webservice = a demo shop of { $platform } has no webservice
error-shop-language = `{ $text }` is not a language of the demo shop; there are en and fr
error-shop-no-language = the demo shop needs at least one language
error-shop-share = the share { $value } of a fault is not between 0 and 1
error-shop-shares = the shares of the faults add up to { $value }; a request is hurt once at most, so they may not exceed 1
error-shop-key = a key of the webservice has { $length } characters
error-shop-no-backend = a balancer needs at least one backend
error-shop-backends = a misbehaviour hurts { $hurt } backends, and the shop has { $there-are }
error-shop-pin = `{ $text }` pins no shopper; there are connection and cookie
error-shop-freeze = a freeze must be shorter than the time between two freezes
error-misbehaviour-no-quirk = `{ $text }` does not say what goes wrong; write ROUTES:QUIRK, such as order:500:1/12
error-misbehaviour-route = `{ $text }` is not a route: { $reason }; `all` is every page and every request to the cart
error-misbehaviour-quirk = `{ $text }` is not a quirk; there are a status from 400 to 599, { $names }
error-misbehaviour-value = `{ $text }` is not complete or not readable; write { $form }
error-misbehaviour-option = `{ $text }` is not a share (1/12, 5%, 3x) nor one of from=WHEN, until=WHEN (10s or #100) and backends=K
error-misbehaviour-twice = `{ $text }` says the same a second time
error-misbehaviour-status = { $value } is not a status from 400 to 599
error-misbehaviour-range = a share is from 1 in N to N in N, or from 0 % to 100 %
error-misbehaviour-percent = a reduction is from 0 % to 100 %, a wrong price from -100 % to +1000 %
error-misbehaviour-no-rate = a limiter lets at least 1/s pass
error-misbehaviour-backwards = the shortest delay is longer than the longest
error-misbehaviour-endless-pause = a pause needs until=TIME

## The files of a run

error-record-json = this is not a run.json of promo-load: { $why }
error-record-schema = run.json has schema version { $found }; this promo-load reads versions { $oldest } to { $newest }
error-log-empty = the interval log is empty or damaged from its beginning; the run cannot be rebuilt
error-log-no-start = the first record of the interval log is damaged; without it the run cannot be rebuilt
error-log-version = the interval log has version { $found }; this promo-load reads version { $log-version }
error-log-threshold = the interval log has a threshold that cannot be read: { $why }
error-log-layout = the first record of the interval log names steps or checks that do not fit each other
error-merge-too-few = merge takes two runs or more; for a single one there is promo-load report
error-merge-no-plan = { $place } does not state the plan of its run: an older promo-load wrote it, or its scenario has a secret that no file can have; runs without it cannot be told from others
error-merge-several = { $place }: this command measured in several runs (a search for the capacity, or the promotion's cost); only runs of one load can be merged
error-merge-twice = { $first } and { $again } are the same run, { $run }; name each run once
error-merge-different = only runs of the same plan can be merged; promo-load compare says what differs in their numbers
merge-differs-value =
    { $run }: another { $what ->
        [versions] version of promo-load
        [shops] shop
        [pages] page
        [environments] environment
        [modes] mode
       *[loads] load
    } ({ $ours }) than { $first } ({ $theirs })
merge-differs-part =
    { $run }: { $kind ->
        [http] the [http] part of the scenario is
        [load] the load is
        [data] the data `{ $name }` are
        [journey] the journey `{ $name }` is
       *[step] the step `{ $name }` is
    } not as in { $first }
merge-lacks =
    { $run } lacks { $kind ->
        [http] the [http] part
        [load] the load
        [data] the data `{ $name }`
        [journey] the journey `{ $name }`
        [threshold] the threshold `{ $name }`
       *[step] the step `{ $name }`
    } of { $other }
merge-differs-order = { $run }: the steps, checks or thresholds are not in the order of { $first }
error-histogram-base64 = the histogram is not base64: { $why }
error-histogram-format = the histogram is not in HDR V2 format: { $text }
error-histogram-listed = the histogram has buckets or counts that cannot be
error-stored-layout = { $value } steps, checks or executors do not fit the run's
error-stored-spread = the weights of shoppers are not in order, or too great
error-stored-seconds = the pages by the second are not in order, or too many
error-stored-number = { $value } is more than one second can hold
error-report-json = the comparison has no JSON form: { $why }
error-report-template = the report's template failed: { $why }
error-report-junit = junit.xml could not be written: { $why }
error-report-drawing = the timeline could not be drawn: { $text }
error-run-start = the engine cannot start: { $why }
error-run-panicked = the engine failed in thread { $thread }: a fault of promo-load; please report it with what stands above

## k6

error-export-regex = `{ $name }`: { $reason }
error-export-script = the script cannot be written: { $why }
error-summary-json = the summary has no JSON form: { $why }
error-regex-syntax = this is not a regular expression: { $why }
error-regex-bytes = it takes single bytes, and a k6 script sees characters only; write it without `(?-u)`
error-regex-class = it takes characters of { $ranges } ranges, for which k6 has no short form: there `\d` and `\w` know ASCII only; write `[0-9]` for `\d`, `[0-9A-Za-z_]` for `\w`, or the letters that are meant
error-regex-ends = it looks for ends of lines and of the whole text, which k6 cannot do in one pattern; use either
error-regex-crlf = `(?R)` has no equal in k6; write `\r?$` under `(?m)` instead
error-regex-word = in k6 the ends of words (`\b`) know ASCII only; write `(?-u:\b)` where that is enough
error-regex-copies = it repeats a part more than 1,000 times, which k6 refuses; write `*` or `+`

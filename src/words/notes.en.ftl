# What is said of pages, carts, shops and runs beside findings, in English. Values are marked with $.

## What a page is

a-note = note: { $text }
a-page = a { $kind } page
the-page = the { $kind } page
both = { $first } and { $second }

## Notes: oddities of a page

page-no-token = the page carries no token; visitors who are not logged in need none
page-broken-scripts = { $count } of the page's JSON-LD scripts could not be read
page-damaged = the page is not all { $encoding }, as it should be; some letters were lost
page-shown-price-differs = the price differs: { $price } in { $place }, but shoppers read { $shown }
page-prices-differ = the price differs: { $price } in { $place }, but { $other } in { $elsewhere }
page-price-of-unknown-theme = no data of the shop states the price; { $price } is read from the page's text, “{ $words }”: look whether the product costs that
page-several-prices-before = two different prices before are crossed out, { $one } and { $other }; neither was taken
page-price-before-of-neighbour = { $before } is crossed out beside the same price in a part of the page about another product; it was not taken for the price before
page-left-out = the page has more { $what ->
        [prices-before] crossed-out prices
        [tiles] places with prices
        [links] links
       *[texts] texts
    } than any shop's; left out: { $count }
page-taxes-differ = the price before and the price now differ in taxes; no reduction was taken

## Notes: why promotions could not be looked for

note-blind = promotions could not be looked for everywhere: { $reason }
blind-empty = the page is empty
blind-no-html = there is no HTML in it
blind-cut-off =
    the page is cut off: it ends inside { $place ->
        [comment] a comment
        [script] a script
        [style] a style sheet
       *[tag] a tag
    }
blind-broken-object = the page's `{ $name }` object is broken, so the vouchers of its cart could not be read
blind-too-deep = the page nests more than a thousand elements; what stands deeper was left out
blind-sends-on = the page sends its visitors on to { $target } by itself; give that address
blind-made-by-scripts = this page is made by JavaScript, which is not run here; its HTML has next to no text
blind-no-end = the page has no end, as every page of { $platform }'s has: part of it may be missing
blind-no-price = no price of the product reads without doubt, so a reduced price could not be told from a usual one
blind-nothing-tells = nothing on the page tells what it is; if it is a shop's, name its kind with --page-type
blind-no-products = it is a list, and no product was found in it
blind-some-tile-prices = it lists products, and some of their prices do not read without doubt, so a reduced price among them could not be told from a usual one
blind-no-tile-prices = it lists products, and none of their prices reads without doubt, so a reduced price could not be told from a usual one
blind-flag-alone = it says "{ $words }", and no price before reads without doubt
blind-coming-soon = the shop is not open yet: this page stands in place of all others
blind-maintenance = the shop is under maintenance
blind-challenge = this is the page of a CDN or firewall that took the visitor for a robot

## Notes: what is looked at

note-unknown-codings = the page's Content-Encoding says { $names }, which is not a coding that was asked for; it is left out, as browsers do, but caches and proxies may refuse it
note-left-alone = other hosts that the page names, left alone: { $hosts }
note-left-alone-and-more = other hosts that the page names, left alone: { $hosts } and { $more } more
note-files-elsewhere = the page names files of other hosts, which are never loaded: { $hosts }
note-without-background = the load is without what the pages' scripts ask the shop by themselves: { $names }. With real browsers the shop has more to do, so it holds fewer shoppers than are found here
note-not-loaded = pages name files of other hosts, which were not loaded: { $hosts }
files-of-host =
    { $host } ({ $files ->
        [one] 1 file
       *[other] { $files } files
    })
note-redirects = { $from } redirects to { $to }
note-no-second-look = a second look, for what changes from visit to visit, failed: { $error }
note-left-out = left out of the journeys: { $error }
note-kind-changes = the page changes: it was { $first } for the first visitor and { $second } for the second
no-price = none
note-price-changes = the price changes: { $first } for the first visitor, { $second } for the second; no check looks at it
note-price-markup-changes = the mark-up around the price changes from visit to visit; no check looks at it
note-token-markup-changes = the mark-up around the token changes from visit to visit, so journeys send none
note-token-markup-changes-needless = the mark-up around the token changes from visit to visit, so journeys send none; guests need none in { $name }
note-price-unstated = no check looks at the price: no text of the page states it alone
note-price-unsteady = shoppers read { $price } as the price, and no check looks at that: the text around it changes from visit to visit, or tells it from no other price
note-price-in-data-only = checks look at the price only in the data that the page has for machines: no place where shoppers read it can be told from the page's other prices by a text that stays. A price that is shown wrong would not be noticed
note-homeless = the file does not say where it came from; its address helps to read it (--base-url)

## Notes: another host

named-for-cart-form = the form that fills the cart
named-for-cart = the cart
named-for-order = the order page
named-for-base = the shop's base URL
named-for-canonical = its canonical address
named-for-links = links
note-another-shop = { $page } names another host, { $there }, for { $for }; nothing was sent there. If { $own } is a copy of the shop, correct the base URL in its settings; or add --base-url { $own } to read the addresses of { $there } as those of { $own }; or test the copy under the shop's name: { $there }{ $path } with --resolve { $name }:ADDRESS

## Notes: carts

note-read-only = read-only: nothing was put into a cart, so automatic discounts, gifts and whether codes work could not be seen (--mode full looks)
note-nothing-to-buy = no product was found that could be bought, so visitors only look
note-looks-only = { $why }, so visitors only look
note-nothing-taken-off = the shop accepts the voucher { $code }, but it takes nothing off this cart; is it for another product?
note-totals-differ = { $page } says that the trial's cart costs { $stated }, the cart itself says { $answered }; checks look for what each says
shop-unsupported = promo-load does not know how { $name } fills a cart yet
shop-unknown = the page does not tell which software its shop runs on, so how it fills a cart is not known
trial-not-tried = { $why }, so nothing was put into a cart; automatic discounts, gifts and whether codes work could not be seen
trial-hindered = { $why }; automatic discounts, gifts and whether codes work could not be seen
trial-button-off = the page's button is off: the product is out of stock, not for sale, or must be customized first
trial-no-form = the page has no form to add its product to the cart
trial-no-product = the page shows no product that could be added to a cart
trial-trouble = the cart could not be tried: { $trouble }
trial-refused = the shop refused to add the product: { $said }
trial-not-inside = the shop said the product was added, but it is not among the cart's products
trial-stayed-empty = the shop said the product was added, but the cart stayed empty: { $why }
trial-took-more = the shop sells no fewer than { $least } of the product; the trial took so many
trial-fewer-pieces =
    { $added ->
        [one] 1 piece was
       *[other] { $added } pieces were
    } added, but { $inside } are in the cart
trial-code-not-tried = the voucher { $code } could not be tried: { $trouble }; whether it works could not be seen
trial-code-not-listed = the shop accepted the voucher { $code }, but does not list it among the rules of the cart
trial-other-page = { $url } shows { $page }
trial-page-not-seen = { $page } could not be looked at with the trial's cart, so fewer checks look at it: { $why }
trial-gift = a rule put "{ $name }" (product { $product }) into the cart
trial-left = the trial's cart could not be emptied again ({ $why }); the shop may keep it as abandoned
left-late = the shop did not answer in time
left-busy = the shop was still busy with it
left-unseen = it cannot be looked at: { $trouble }
left-pieces =
    the shop still counts { $pieces ->
        [one] 1 piece
       *[other] { $pieces } pieces
    } in it
left-unsaid = the shop does not say what is in it
prestashop-sends-away = PrestaShop sends a visitor away who is logged in and has a wrong token: leave the session's cookie out of --header
prestashop-fails = PrestaShop does so when the chosen combination does not exist, or when a module fails: see the shop's log
prestashop-answers-nothing = PrestaShop does so when the form lacks `action=update`
prestashop-robot = it takes this user agent for a robot because of the letters "{ $word }" in it; choose another --user-agent
prestashop-silent = a shop does so for user agents that it takes for robots, and for a visitor who is logged in and has a wrong token; check --user-agent and --header

## What a cart answers

trouble-blocked = a CDN or firewall answered { $status } instead of the shop; ask whoever runs it to allow-list this machine's address
trouble-redirected = it answered { $status }, to { $to }
to-nowhere = nowhere
trouble-elsewhere = it redirects to another host, { $url }; nothing was sent there: correct the base URL in the settings of the shop, or give that host's address if it is the shop
trouble-page = it answered { $status } ("{ $title }")
trouble-status = it answered { $status }
meaning-maintenance = the shop is under maintenance or overloaded
meaning-no-cart = the shop has no cart at this address
cart-answer-empty = the cart answered with an empty body
cart-answer-titled-page = the cart answered with a page instead of JSON: "{ $title }"
cart-answer-page = the cart answered with a page instead of JSON
cart-answer-not-json = the cart's answer is no JSON: it begins with `{ $start }`
cart-answer-not-a-cart = the JSON is no cart answer: it begins with `{ $start }`

## Why a cart says no

voucher-refused = the shop refuses the voucher { $code }: { $said }
shop-gave-no-reason = it gave no reason
reason-and-shop-says = { $reason } (the shop says: { $words })
voucher-missing-amount = the cart must be worth at least { $minimum }, and the products in this one are worth { $worth }: { $missing } are missing; choose a dearer product page, or write a scenario file whose add_to_cart step takes more pieces
voucher-worth-too-little = the cart must be worth at least { $minimum }, and the products in this one are worth { $worth }; choose a dearer product page, or write a scenario file whose add_to_cart step takes more pieces
voucher-below-minimum = the products in the cart must be worth at least { $minimum }; choose a dearer product page
voucher-not-with = it does not go together with "{ $other }", which is in the cart and comes first; switch that rule off for the test, allow both together in the shop's back office, or choose another code
voucher-no-code = the code is empty; give one
voucher-unknown = the shop knows no such code; check its spelling and that it was made in this very shop
voucher-disabled = it is switched off; switch it on in the shop's back office, or choose another code
voucher-used-up = all its uses are used; raise its quantity in the shop's back office, or choose another code
voucher-used-up-by-customer = this customer has used it as often as one may; raise its quantity for each user in the shop's back office
voucher-not-yet = it is not valid yet; move its first day, or test when it is
voucher-expired = it has expired; move its last day in the shop's back office, or choose another code
voucher-below-a-minimum = the cart is worth too little; choose a dearer product page
voucher-below-quantity = it needs more pieces in the cart than one visitor takes here
voucher-already-in-cart = it is in the cart already; a code counts once
voucher-not-combinable = it does not go together with a rule that is in the cart already; allow both together in the shop's back office, or choose another code
voucher-cart-is-empty = there is no product in the cart that is paid for
voucher-login-needed = it belongs to a customer who is logged in, and visitors of a load test are guests; make one for guests
voucher-not-for-customer = it is for other customers, groups or shops; visitors of a load test are guests, so allow the group of visitors in the shop's back office
voucher-address-needed = it depends on the country of delivery, and a guest has no address yet; take the restriction off for the test
voucher-not-in-country = it is not for the country of delivery
voucher-carrier-needed = it depends on the carrier, and a guest has not chosen one yet; take the restriction off for the test
voucher-not-with-carrier = it is not for the carrier of this cart
voucher-not-for-products = it is for other products; choose the page of one of them
voucher-not-on-sale = it is not for products that are reduced already; choose the page of one that is not
voucher-removed = somebody of the shop took it off this order
add-unavailable = the product is no longer sold
add-out-of-stock = the product is out of stock
add-no-more-than = no more than { $most } of it can be bought
add-not-enough = there are not enough of it in stock
add-no-fewer-than = no fewer than { $least } of it are sold
add-larger-quantities = it is only sold in larger quantities
add-needs-customization = it must be customized with a text or picture first, which no journey does; choose another product

## Notes: the back office

note-key-unused = the key in { $place } was not used: { $why }
key-another-platform = the page is not a { $name }'s
key-outside-hours = the shop is only looked at outside the allowed hours, and its webservice is not asked
key-plain-http = over plain http to a public host everybody on the way could read it; give the page's https address
rules-unknown-code = the webservice knows no code { $code }
rules-against = the webservice says of { $rule }: { $reasons }
rules-stale-code = the page advertises the code { $code }, but the webservice knows no such code; is the page an old copy from a cache?
rules-dropped = { $dropped } more cart rules of the webservice are not listed, { $usable } of which can be used
rules-none = the webservice tells of no active cart rule
rules-all =
    the webservice tells of { $total ->
        [one] 1 active cart rule
       *[other] { $total } active cart rules
    }
rules-more-than =
    the webservice tells of more than { $total ->
        [one] 1 active cart rule
       *[other] { $total } active cart rules
    }
rules-usable = { $count } can be used
rules-in-state =
    { $count } { $state ->
        [expired] expired
        [used-up] used up
       *[not-yet] not yet valid
    }
rules-and-private = { $rules }; { $private } for single customers, which are not listed
rules-stale-page = the page advertises { $rule }, but the webservice says that it is { $state }; is the page an old copy from a cache?
rules-contradict-cart = the cart applies { $rule }, but the webservice says that it is { $state }
rules-expired-since = expired since { $end }
rules-not-before = not yet valid before { $begin }
rules-other-rule = the reason may be another rule that it does not go together with
rules-no-reason = the webservice names no condition that would explain it
rules-reasons = the reason may be: { $reasons }
rules-not-applied = the trial cart did not get the automatic { $rule }; { $why }
rule-with-code = rule { $id } ({ $code })
rule-with-name = rule { $id } ("{ $name }")
rule-alone = rule { $id }
rules-codes-unread = not every code could be looked up: { $error }
rules-broken-off = only the newest { $rules } cart rules were read: { $error }
rules-newest-only = only the newest { $rules } cart rules were read; the shop has more
webservice-no-answer = the shop's webservice did not answer: { $failure }; its cart rules are missing here
webservice-key-refused = the webservice does not accept the key: it is unknown or switched off; compare it with the one in the back office under Advanced Parameters > Webservice
webservice-key-malformed = the webservice says that the key has not the form of one; it has 32 characters, copy it again from the back office (Advanced Parameters > Webservice)
webservice-key-unseen = the webservice saw no key although one was sent: the web server keeps the Authorization header from PHP; let it pass it on (Apache: CGIPassAuth On)
webservice-protected = a password protects the webservice's address (401), and the key took the place of the password; let /api/ pass without it
webservice-no-right = the webservice key has no right to read cart_rules; in the back office, under Advanced Parameters > Webservice, edit the key and tick GET for cart_rules
webservice-method-refused = the webservice key may not GET cart_rules; in the back office, under Advanced Parameters > Webservice, edit the key and tick GET for cart_rules
webservice-switched-off = the shop's webservice is switched off; switch it on in the back office under Advanced Parameters > Webservice, or leave the key out
webservice-refused = the webservice refuses the question: { $message } (code { $code }, status { $status })
webservice-not-there = there is no webservice at the shop's /api/ (404); the web server has to rewrite /api/ to the webservice, as PrestaShop's own .htaccess does
webservice-forbidden = the web server forbids the webservice's address (403); let this machine's address reach /api/
webservice-blocked = a CDN or firewall answered { $status } instead of the webservice; ask whoever runs it to let this machine reach /api/
webservice-overloaded = the webservice answered { $status }: the server is overloaded or under maintenance; its cart rules are missing here
webservice-broken = the webservice answered { $status }: the shop or its server is broken; its cart rules are missing here
webservice-status = the webservice answered { $status }; its cart rules are missing here
webservice-nothing = the webservice answered with nothing instead of JSON; its cart rules are missing here
webservice-xml = the webservice answered with XML instead of JSON; its cart rules are missing here
webservice-page = the webservice answered with an HTML page instead of JSON; its cart rules are missing here
webservice-text = the webservice answered with other text instead of JSON; its cart rules are missing here
webservice-cut = the webservice's answer cannot be used: the JSON breaks off after { $length } characters; its cart rules are missing here
webservice-not-json = the webservice's answer cannot be used: it is no JSON; its cart rules are missing here
webservice-other = the webservice's answer cannot be used: the JSON tells of no cart rules; its cart rules are missing here
webservice-ids-only = the webservice's answer cannot be used: the list has ids only, although all fields were asked for; its cart rules are missing here
webservice-elsewhere = the webservice redirects to { $origin }, where the key was not sent; give the page's address on that site if that is the shop
webservice-redirect-loop = the webservice redirects without end or to an unreadable address; its cart rules are missing here

## Notes: may the shop be tested?

note-unproven = { $demand } ({ $why })
demand = nothing shows that { $host } may be tested with more than { $vus } VUs or { $rate } requests per second; { $ways }
demand-future = nothing shows that { $host } may be tested with more than { $vus } VUs or { $rate } requests per second (confirmed_on = { $on } is in the future); { $ways }
demand-old = nothing shows that { $host } may be tested with more than { $vus } VUs or { $rate } requests per second (confirmed_on = { $on } is more than a year ago; ask again and renew the date); { $ways }
how-to-prove = put a file with the line { $token } at { $address }, or say who allows it in promo-load.toml (the lines [host."{ $host }"], confirmed_by = "NAME" and confirmed_on = { $today }), or use at most { $vus } VUs and { $rate } requests per second
ownership-no-token = { $address } is there, but has no line with this shop's token
small-text-redirects = { $url } answered { $status }, and no redirect is followed there
small-text-status = { $url } answered { $status }
small-text-too-long = { $url } has more than { $most } bytes; it should hold a few lines

## Notes: a run

note-set-up =
    { $requests ->
        [one] set-up sent 1 request of its own; it is not counted in any number here
       *[other] set-up sent { $requests } requests of its own; they are not counted in any number here
    }
note-recovery =
    { $requests ->
        [one] 1 request
       *[other] { $requests } requests
    } looked between the loads whether the shop had recovered; they are not counted in any number here
note-upload = step `{ $step }` sends { $file } with its form, { $bytes } bytes each time
note-once = each shopper walks once, before its first visit: { $steps }
note-too-few-vus = { $load }: { $rate } visits per second that think for { $think } s each need at least { $needed } virtual users (Little's law), and there are { $there }; part of them will not begin: --max-vus { $enough }, or fewer visits
note-not-compared = the promotion is not compared with another page: { $why }
not-compared-no-page = the scenario names no page
not-compared-not-a-product = only for a product's page another one is looked for
not-compared-none-found = no product without promotion was found beside it
not-compared-another-way = visitors of { $url } walk another way
note-codings = Content-Encoding says what is not a coding that was asked for: { $steps }; it is left out, as browsers do, but caches and proxies may refuse it
codings-of-step = { $names } in step `{ $step }`
codings-of-others = and others in { $more } more
note-paused = the run was paused for { $paused } in all; its load stood still meanwhile, and the pauses are not judged
note-log-misses =
    the interval log misses { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }; these numbers are without them
note-of-each-run = in each run: { $text }
note-of-run = run { $run }: { $text }
note-merged =
    made of { $runs } runs { $arrangement ->
        [side_by_side] side by side, which began within { $spread } by the clocks of their machines and were at full load together for { $together } of { $longest }: their shoppers add up
        [in_turn] one after the other: the shop never had the shoppers of two of them at once, so they do not add up; times count on from one run to the next
       *[overlapping] that overlapped only in part (at full load together for { $together } of { $longest }): how many shoppers there were at once is not known; the report has them one after the other
    } ({ $list })
merge-ending =
    { $reason ->
        [aborted] thresholds ended it
        [silent] it ended because the shop was silent
        [blocked] it ended because a CDN or firewall answered
        [window_closed] it ended with the allowed hours
        [interrupted] it was interrupted
        [stopped] it was stopped
        [generator_lost] it was stopped because a generator was lost
       *[killed] it was killed, or its machine lost power,
    } after { $after }
merge-generator-lost = { $generator } was lost after { $after }
results-kept =
    the results are in { $place } ({ $files ->
        [one] 1 file
       *[other] { $files } files
    })
results-not-kept = the results could not be copied to { $place }: { $why }; they are in { $folder }
note-same-seed = runs with the same seed make the same visits, which are there twice: { $list }; give each its own --seed
log-not-complete = the interval log is not complete: { $reason }
log-misses =
    the interval log misses { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }: { $reason }

## Promotions

promotion-minimum = from { $minimum } on
promotion-state =
    { $state ->
        [active] active
        [expired] expired
        [not-yet] not yet valid
        [used-up] used up
        [disabled] switched off
        [unknown] no such code
       *[unmet] not for this cart
    }
quoted = "{ $text }"
side-by-side = { $first } { $second }
promotion-rule = (rule { $id })
minus-percent = -{ $percent } %
minus = -{ $amount }
reduced = { $regular } → { $current }
promotion-from = from { $quantity } pieces
promotion-free-shipping = free shipping
promotion-alone = not with other rules
promotion-left =
    { $left ->
        [one] 1 use left
       *[other] { $left } uses left
    }
promotion-per-customer = { $times } for each customer
promotion-priority = priority { $priority }
promotion-valid-from = valid from { $day }
promotion-until = until { $day }
promotion-unusable =
    { $state ->
        [expired] EXPIRED
        [not-yet] NOT YET VALID
        [used-up] USED UP
        [disabled] SWITCHED OFF
        [unknown] NO SUCH CODE
       *[unmet] NOT FOR THIS CART
    }

## What inspect shows

inspect-kind =
    { $kind ->
        [strike-through] reduced price
        [auto-cart-rule] automatic rule
        [manual-code] voucher code
        [free-shipping] free shipping
        [gift] gift
       *[quantity-price] quantity price
    }
inspect-unknown = cannot tell what this page is; if it is a shop's, name its kind with --page-type
inspect-headline = { $page } ({ $percent } % sure)
inspect-page =
    { $page ->
        [not-found] "not found" page
        [coming-soon] page of a shop that is not open yet
        [maintenance] maintenance page
        [other] shop page of another kind
        [cms] text page
        [search] search results
        [catalog] product list
        [home] home page
        [category] category page
        [product] product page
        [cart] cart page
        [checkout] checkout page
        [landing] landing page
        [login] login page
        [registration] registration page
        [account] customer's account page
        [contact] contact page
        [sitemap] shop's site map
        [stores] list of the shop's branches
       *[order-confirmation] order confirmation
    }
inspect-says =
    { $page ->
        [login] a login page
        [registration] a registration page
        [account] a customer's account page
        [contact] a contact page
        [sitemap] the shop's site map
        [stores] the list of the shop's branches
        [order-confirmation] an order confirmation
       *[other] { $page }
    }
inspect-signal =
    { $signal ->
        [form] add-to-cart form
        [form-elsewhere] form that adds to a cart
        [button] button that adds to a cart
        [list] list of products
        [cart] cart
        [platform] platform
        [title] title
        [address] URL
        [maintenance] maintenance page
        [coming-soon] coming-soon page
        [landing] promotion with a call to action
       *[element] element
    }
inspect-label-address = address
inspect-label-title = title
inspect-label-shop = shop
inspect-shop-unknown = Unknown
inspect-label-language = language
inspect-label-category = category
inspect-label-products = products
inspect-label-flags = flags
inspect-label-offer-ends = offer ends
inspect-label-voucher = voucher
inspect-label-product = product
inspect-label-price = price
inspect-label-can-be-bought = can be bought
inspect-code-can-be-entered = a code can be entered here
inspect-background = what the page's scripts ask the shop by themselves:
inspect-background-moment =
    { $moment ->
        [first] with the first page of a visit
        [change] after a change of the cart
       *[every] with every view
    }
inspect-id = id { $id }
inspect-listed = { $products } on this page
inspect-listed-ranges = { $products } on this page, { $ranges } with several prices
inspect-product = { $name }  (id { $id })
inspect-without-name = without a name
inspect-no-price = none that reads without doubt
inspect-price-range = { $from } to { $to }
inspect-price-from = from { $from }
inspect-price-was = { $price }, was { $regular }
inspect-seen = { $text }   { $place }
inspect-yes = yes
inspect-no-because = no: { $why }
inspect-button-off = no, the button is off
inspect-no-promotion = no promotion found
inspect-blind = promotions could not be looked for: { $reason }
inspect-blind-others = other promotions could not be looked for: { $reason }
inspect-promotions = promotions ({ $complexity } complexity; server impact { $impact }, an estimate from what was found, not a measurement)
seen-in-text = text of the page
seen-refused = cart: refused
inspect-why = why we think so
inspect-nothing-tells = nothing on the page tells what it is
inspect-user-said-so = the user said so

## What compare says

compare-baseline = baseline
compare-run = run
compare-title-baseline = Baseline
compare-title-run = Run
compare-change = change
compare-interval = interval
compare-all-pages = all pages
compare-mean = mean
compare-failures = failures
compare-requests = requests/s
compare-iterations = iterations/s
compare-better = better
compare-worse = worse
compare-no-difference = no difference seen
compare-too-short = too short to tell
compare-better-are = better: { $numbers }
compare-worse-are = worse: { $numbers }
compare-beside-worse = worse, though the exit code does not depend on it: { $numbers }
compare-beside-better = better, though the exit code does not depend on it: { $numbers }
compare-no-difference-in = no difference seen in { $numbers }
compare-too-short-are = too short to tell about { $numbers }
compare-number-in = { $number } of { $scope }
compare-number-in-steps =
    { $number } of { $steps ->
        [one] 1 step
       *[other] { $steps } steps
    }
compare-criteria-too-short = too short to tell whether the criteria hold
compare-criteria-held = all criteria held
compare-some-criteria-held = { $held } of { $all } criteria held, { $short } too short to tell
compare-regression = regression: { $criteria }
compare-number-of = { $number } of { $scope } { $change }
compare-held = held
compare-crossed = crossed
compare-criterion = { $outcome }: { $baseline } to { $run }, { $change }
compare-criterion-interval = { $outcome }: { $baseline } to { $run }, { $change }, interval { $interval }
compare-criterion-too-short = too short to tell: { $baseline } to { $run }
compare-legend-numbers = * decides the exit code: these intervals hold at { $deciding } each, so that all { $numbers } hold together at { $sure } (Bonferroni). The other intervals hold at { $sure } each: one in twenty is wrong.
compare-legend-criteria = only the criteria decide the exit code: one is crossed when the change is beyond its bound and its interval, which holds at { $deciding }, excludes 0. The intervals of the table hold at { $sure } each.
compare-legend-median = where a run has too few pages for a p95, its p50 decides.
compare-legend-verdicts = better and worse need an interval without 0, and a change of at least { $share } (of times { $time } ms, too; of failures { $points } pt). "No difference seen" proves nothing.
compare-not-comparable = these runs are not comparable:
compare-md-not-comparable = These runs are **not comparable**:
compare-md-all-numbers = All numbers
compare-differ =
    the { $what ->
        [journeys] journeys
        [loads] loads
        [modes] modes
        [environments] environments
        [pages] kinds of page
        [parts] judged parts
        [versions] versions of promo-load
        [generators] generators
       *[http] HTTP versions
    } differ: { $baseline } in the baseline, { $run } in the run
compare-inconclusive =
    the { $which ->
        [baseline] baseline
       *[run] run
    } is inconclusive: { $reason }
compare-cut-short =
    the { $which ->
        [baseline] baseline
       *[run] run
    } was cut short: { $ending }
compare-no-machine =
    the { $which ->
        [baseline] baseline
       *[run] run
    }'s file does not say which machine it ran on: whether it was the same is not known
compare-no-http-version =
    the { $which ->
        [baseline] baseline
       *[run] run
    }'s file does not say which HTTP version was spoken
compare-only-step =
    only the { $which ->
        [baseline] baseline
       *[run] run
    } has the step { $step }
compare-other-address = the addresses differ: { $baseline } and { $run }
compare-older = the run is older than its baseline
compare-machine =
    { $cores ->
        [one] 1 core
       *[other] { $cores } cores
    } of { $cpu }
compare-unknown-model = an unknown model
compare-full-load = full load
compare-whole-run = the whole run

## What a k6 script cannot do

a-note-of-k6 = k6: { $text }
a-note-of-file = { $file }: { $text }
k6-hours = a live shop is only tested at { $hours } in the shop's time; k6 does not watch the clock
k6-seed = the seed leads to other draws than in promo-load; they are the same in every run of k6
k6-redirect-percent = a redirect to a path with a bare percent sign fails in k6, and bytes of its address that are not UTF-8 are replaced
k6-orders = before a request is sent whose address or document has a value of an answer, promo-load looks whether it would place an order or, in a read-only scenario, change a cart; the script does not
k6-background = promo-load sends what a page's scripts ask beside the steps that follow, as browsers do; the script sends one after the other, so a slow answer puts off the next page
k6-cookies = k6's cookie jar drops cookies without a name, with bytes beyond ASCII or with names that are not tokens, and quotes values with spaces or commas
k6-once = k6 keeps a virtual user that a stage takes away, and lends it to the next load: there it does not log in anew, as promo-load's new shopper does
k6-charset = k6 reads every page as UTF-8: in pages of another charset, checks and extracts do not see letters beyond ASCII
k6-connecting = connecting may take 30s in k6; it has no time limit of its own for that
k6-first-byte = k6 has no limit for the first byte; only the whole request's counts
k6-http1 = k6 speaks HTTP/2 where the shop offers it; start it with GODEBUG=http2client=0 for HTTP/1.1
k6-http2 = k6 speaks HTTP/2 only over TLS, and only where the shop offers it
k6-assets = of a page's files k6 loads those that the mark-up names, once for each page; style sheets are not read for more, and nothing is cached
k6-authorities = k6 trusts the system's authorities; name yours in SSL_CERT_FILE
k6-proxy = k6 takes its proxy from HTTPS_PROXY and HTTP_PROXY
k6-rows = data `{ $data }`: k6 counts the visits of each load, whatever their journey: rows may be passed over, or come in several loads
k6-even-arrivals = load `{ $load }`: random arrivals (a Poisson process) are evenly spaced in k6
k6-overdue-arrivals = load `{ $load }`: after a stall k6 starts all arrivals that are overdue instead of leaving them out
k6-least-length = load `{ $load }`: { $length } is written as 1s, the least that k6 takes
k6-upload = each VU of k6 keeps a copy of { $path }, which the script opens at this very place
k6-bare-percent = step `{ $step }`: k6 sends no path with a bare percent sign; it is written as %25
k6-no-threshold = the threshold `{ $threshold }` is left out: { $why }
k6-near-threshold = the threshold `{ $threshold }` of promo-load: { $near }
k6-no-line = the step `{ $step }` has no line of its own in k6's summary: k6 cannot name it in a sub-metric
k6-no-windows = k6 looks at the whole run, not at windows of it
k6-no-bytes = k6 does not count bytes by step, status or method
k6-no-page-load = k6 has no time of a page with its files
k6-no-retries = k6 does not tell which requests it sent again
k6-no-lag = k6 does not measure how late it is itself
k6-header-missing = the header { $name } of the configuration file is not in the script; add it there
k6-secret = the script takes a secret from the environment variable { $variable }

## What a scenario file leaves out

file-takes-secret = { $file } takes a secret from the environment variable { $variable }
left-out-header = the header { $name } is secret and was left out; give it with --header
left-out-user-agent = the user agent holds a secret and was left out; give it with --user-agent
left-out-secret-rows = the rows of `{ $data }` are secret and were left out; give them in { $file }
left-out-rows =
    { $rows ->
        [one] { $rows } row of the data `{ $data }` holds a secret and was left out
       *[other] { $rows } rows of the data `{ $data }` hold a secret and were left out
    }
left-out-step-header = { $place }: the header { $name } is secret and was left out; write it with ${"{"}…{"}"} from a [[data]] source with `env`
left-out-step-cookie = { $place }: the cookie { $name } is secret and was left out; write it with ${"{"}…{"}"} from a [[data]] source with `env`
left-out-check = { $place }: the check `{ $name }` looks for a secret and was left out
left-out-threshold = the threshold `{ $threshold }` went with the check that it is about
k6-no-clock = k6 has no clock that runs from the intended start, so its duration is taken
k6-last-number = k6 compares the last number, not the greatest
k6-whole-run = the script counts the visits of the whole run, not those at full load alone

## What a promotion asks for

condition-one-customer = for one customer only
condition-certain-products = only with certain products
condition-certain-groups = only for certain groups of customers
condition-certain-countries = only in certain countries
condition-certain-carriers = only with certain carriers
condition-certain-shops = only in certain shops
condition-not-with-every-rule = not with every other rule
condition-not-for-reduced = not for products that are reduced already
condition-minimum-with-shipping = the minimum includes shipping
condition-rest-becomes-voucher = what is left of it becomes a new voucher
condition-off-cheapest = off the cheapest product only
condition-off-selected = off the selected products only
condition-cheapest-only = the cheapest product only
condition-selected-only = selected products only
condition-not-on-reduced = not on products that are already reduced
condition-amount-without-tax = the amount is without tax
condition-minimum-without-tax = the minimum is without tax
condition-minimum-counts-shipping = the minimum counts the shipping
condition-some-countries = in some countries only
condition-some-carriers = with some carriers only
condition-some-groups = for some customer groups only
condition-products-in-cart = with certain products in the cart only
condition-some-shops = in some shops of the installation only
condition-second-piece = off the second piece alone
condition-as-second-at-half = as much as the second piece at -50 %
condition-not-with-a-rule = not together with a rule of this cart
condition-recommended-price = the higher price is the maker's recommendation (RRP), not one that the shop asked before
condition-price-of-parts = the higher price is that of its parts bought one by one
condition-members-only = only for those who have the shop's card or are its members
condition-untold = only under a condition that the page does not tell as a value of the cart
condition-ended = the page says that it ended on { $day }
condition-held-until = the page's data for search engines, which shops often leave out of date, says that the price held until { $day }
condition-day-has-passed = the page names a day without a year; unless the coming one is meant, it ended on { $day }
condition-paid-at-once = only for those who pay at once (Pix, boleto, bank transfer)
condition-products-in-words = on what the page's words name
condition-time-in-words = only at a time that the page's words name without a clear date
condition-only-product = only product { $product }
condition-off-product = off product { $product } only
condition-gives = gives product { $product } away
condition-unverified = unverified, the page says "{ $quote }"
condition-not-with = not together with "{ $rule }"
condition-shop-says = the shop says: { $sentence }
note-lost-generators =
    { $lost ->
        [one] a generator was lost
       *[other] { $lost } generators were lost
    } on the way: at most its last second is in no number here, and how the visits ended that were under way there is not known

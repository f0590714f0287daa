# What carts of one platform say, and why they refuse.

## Refusals that PrestaShop does not have

voucher-above-maximum = the products in the cart may be worth { $maximum } at most; choose a cheaper product page
voucher-above-a-maximum = the cart is worth too much; choose a cheaper product page
voucher-email-needed = it is for certain e-mail addresses, and visitors of a load test give none; take the restriction off for the test, or choose another code
voucher-not-for-products-or-on-sale = it is for other products, or not for products that are reduced already; choose the page of a product that it is for
voucher-codes-off = the shop takes no codes at all; switch coupons on in its settings
add-needs-choice = a variant must be chosen first, and the shop took none of those that were tried; give the page of a product without variants
add-not-for-sale = the product is shown, but not sold here: it has no price, is sold by another shop, or stands for several products
add-sold-singly = no visitor gets more than one of it
add-invalid-quantity = the shop does not sell this number of pieces
trial-added-all-the-same = the shop complained about the add and put the product into the cart all the same; the load checks that it is there. The shop says: { $said }
trial-order-left-out = the order page is in no journey: { $why }

## PrestaShop 1.6

prestashop-old-answers-nothing = PrestaShop 1.6 does so where its own cart block is switched off; carts of other modules are not supported

## WooCommerce

woocommerce-sold-out = the product is out of stock
woocommerce-elsewhere = the product is sold by another shop: its button leads there
woocommerce-grouped = the page is about several products that each have a page of their own; give one of those
woocommerce-no-variant = no variant of the product can be bought
woocommerce-no-form = the page has no form to add its product to the cart: it is out of stock or has no price
woocommerce-silent = WooCommerce does so when a plugin keeps the product out, or when the session's cookie is not kept on its way; check the cookies that the shop sets
woocommerce-answers-nothing = WooCommerce does so for requests that it does not know, and when coupons are switched off
woocommerce-nonce = WooCommerce refuses the request for want of a valid nonce: a page or an answer that is older than a day brought it, or a cache did; keep the cart's pages and addresses with /wc/store/ or wc-ajax out of caches
woocommerce-rate-limit = WooCommerce's Store API takes no more requests from this address for now; switch its rate limit off for the test
woocommerce-no-route = the shop has no Store API at this address; is it blocked by a security plugin?
woocommerce-request = WooCommerce does not take the request ({ $reason }): { $words }
woocommerce-fails = WooCommerce does so when a plugin fails or the database is down: see the shop's log
woocommerce-checkout-block = with WooCommerce's checkout block, to open it writes a draft order for every visitor

## Findings: known costs of cart rules

cost-countries = { $rule } applies by itself in certain countries only, and PrestaShop checks such a rule once for each of its countries on every page with a cart
cost-countries-at-most = at most { $most } countries, as many as the shop sells to: the webservice does not list the rule's own. 50 countries were measured as 50 checks for each page (PrestaShop, change 42202), not in this shop
cost-countries-unknown = cannot tell how many countries: the webservice does not list the rule's own, and this key may not read those of the shop. 50 were measured as 50 checks for each page (PrestaShop, change 42202), not in this shop
remedy-cost-countries = take the restriction off a rule that is meant for all countries you deliver to, or keep the rule to a group of customers instead; change 42202 of PrestaShop checks each rule once
cost-many-rules = the shop has so many active cart rules that every page with a cart may be slow
cost-many-rules-evidence = more than { $most } are active; shops with as many tell of slow pages (PrestaShop, issue 14935), which was not measured here
remedy-cost-many-rules = delete the cart rules that are expired or used up, and codes that were made for single customers, before the sale begins
cost-automatic-rules = { $count ->
    [one] { $count } cart rule without a code is checked
   *[other] { $count } cart rules without a code are checked
  } on every page with a cart
cost-automatic-rules-evidence = { $rules }; each check takes several queries (PrestaShop, issue 14935), how many was not measured here
cost-automatic-rules-at-least = at least { $rules }; each check takes several queries (PrestaShop, issue 14935), how many was not measured here
remedy-cost-automatic-rules = switch off the automatic rules that the sale does not need, and join those that give the same
cost-more-rules = { $more } more
cost-rules-together = { $count } cart rules apply to one cart
cost-rules-in-cart = the trial's cart had { $rules }; two were measured as three times the queries of a page (PrestaShop 1.7, issue 16568), not in this shop
cost-rules-for-all = nothing keeps { $rules } from any cart, unless they exclude each other; two were measured as three times the queries of a page (PrestaShop 1.7, issue 16568), not in this shop
remedy-cost-rules-together = let one rule do what several do, or measure what the promotion costs here with --measure-promo
inspect-known-costs = known costs of the cart rules, before any load
inspect-known-cost-remedy = what to do: { $remedy }

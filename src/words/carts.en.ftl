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

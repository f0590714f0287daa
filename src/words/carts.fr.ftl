# Ce que disent les paniers d’une plateforme, et pourquoi ils refusent.

## Des refus que PrestaShop n’a pas

voucher-above-maximum = les produits du panier ne doivent pas valoir plus de { $maximum } ; choisissez la page d’un produit moins cher
voucher-above-a-maximum = le panier vaut trop cher ; choisissez la page d’un produit moins cher
voucher-email-needed = il est réservé à certaines adresses e-mail, et les visiteurs d’un test de charge n’en donnent pas ; levez la restriction pour le test, ou choisissez un autre code
voucher-not-for-products-or-on-sale = il est réservé à d’autres produits, ou exclut les produits déjà en promotion ; choisissez la page d’un produit auquel il s’applique
voucher-codes-off = la boutique n’accepte aucun code promo ; activez les codes promo dans ses réglages
add-needs-choice = il faut d’abord choisir une variante, et la boutique n’a accepté aucune de celles qui ont été essayées ; donnez la page d’un produit sans variante
add-not-for-sale = le produit est affiché, mais pas vendu ici : il n’a pas de prix, est vendu par une autre boutique, ou représente plusieurs produits
add-sold-singly = chaque visiteur ne peut en acheter qu’un
add-invalid-quantity = la boutique ne vend pas cette quantité
trial-added-all-the-same = la boutique s’est plainte de l’ajout, mais le produit est bien dans le panier ; la charge vérifie qu’il y est. La boutique dit : { $said }
trial-order-left-out = la page de commande n’est dans aucun parcours : { $why }

## WooCommerce

woocommerce-sold-out = le produit est en rupture de stock
woocommerce-elsewhere = le produit est vendu par une autre boutique : son bouton y mène
woocommerce-grouped = la page présente plusieurs produits qui ont chacun leur page ; donnez l’une d’elles
woocommerce-no-variant = aucune variante du produit ne peut être achetée
woocommerce-no-form = la page n’a pas de formulaire pour ajouter son produit au panier : il est en rupture de stock ou n’a pas de prix
woocommerce-silent = WooCommerce le fait quand une extension écarte le produit, ou quand le cookie de session se perd en route ; vérifiez les cookies que la boutique pose
woocommerce-answers-nothing = WooCommerce le fait pour les requêtes qu’il ne connaît pas, et quand les codes promo sont désactivés
woocommerce-nonce = WooCommerce refuse la requête faute de nonce valable : il vient d’une page ou d’une réponse de plus d’un jour, ou d’un cache ; excluez des caches les pages du panier et les adresses avec /wc/store/ ou wc-ajax
woocommerce-rate-limit = l’API Store de WooCommerce n’accepte plus de requêtes de cette adresse pour l’instant ; désactivez sa limite de débit pour le test
woocommerce-no-route = la boutique n’a pas d’API Store à cette adresse ; une extension de sécurité la bloque-t-elle ?
woocommerce-request = WooCommerce n’accepte pas la requête ({ $reason }) : { $words }
woocommerce-fails = WooCommerce le fait quand une extension échoue ou que la base de données est en panne : voyez le journal de la boutique
woocommerce-checkout-block = avec le bloc de commande de WooCommerce, l’ouvrir écrit une commande brouillon pour chaque visiteur

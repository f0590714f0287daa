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

## PrestaShop 1.6

prestashop-old-answers-nothing = PrestaShop 1.6 répond ainsi quand son propre bloc panier est désactivé ; les paniers d’autres modules ne sont pas gérés

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

## Constats : coûts connus des règles panier

cost-countries = { $rule } s’applique d’elle-même dans certains pays seulement, et PrestaShop vérifie une telle règle une fois par pays à chaque page avec un panier
cost-countries-at-most = { $most } pays au plus, autant que la boutique en livre : le webservice ne liste pas ceux de la règle. 50 pays ont donné 50 vérifications par page (PrestaShop, modification 42202), mesure faite ailleurs que dans cette boutique
cost-countries-unknown = nombre de pays inconnu : le webservice ne liste pas ceux de la règle, et cette clé ne peut pas lire ceux de la boutique. 50 pays ont donné 50 vérifications par page (PrestaShop, modification 42202), mesure faite ailleurs que dans cette boutique
remedy-cost-countries = retirez la restriction d’une règle prévue pour tous les pays que vous livrez, ou réservez plutôt la règle à un groupe de clients ; la modification 42202 de PrestaShop vérifie chaque règle une seule fois
cost-many-rules = la boutique a tant de règles panier actives que toute page avec un panier peut être lente
cost-many-rules-evidence = plus de { $most } sont actives ; des boutiques qui en ont autant signalent des pages lentes (PrestaShop, ticket 14935), ce qui n’a pas été mesuré ici
remedy-cost-many-rules = avant l’opération, supprimez les règles panier expirées ou épuisées et les codes créés pour un seul client
cost-automatic-rules = { $count ->
    [one] { $count } règle panier sans code est vérifiée
   *[other] { $count } règles panier sans code sont vérifiées
  } à chaque page avec un panier
cost-automatic-rules-evidence = { $rules } ; chaque vérification demande plusieurs requêtes SQL (PrestaShop, ticket 14935), dont le nombre n’a pas été mesuré ici
cost-automatic-rules-at-least = au moins { $rules } ; chaque vérification demande plusieurs requêtes SQL (PrestaShop, ticket 14935), dont le nombre n’a pas été mesuré ici
remedy-cost-automatic-rules = désactivez les règles automatiques dont l’opération n’a pas besoin, et réunissez celles qui accordent la même chose
cost-more-rules = { $more } de plus
cost-rules-together = { $count } règles panier s’appliquent à un même panier
cost-rules-in-cart = le panier d’essai avait { $rules } ; deux règles ont triplé les requêtes SQL d’une page (PrestaShop 1.7, ticket 16568), mesure faite ailleurs que dans cette boutique
cost-rules-for-all = rien n’écarte { $rules } d’un panier, sauf si elles s’excluent entre elles ; deux règles ont triplé les requêtes SQL d’une page (PrestaShop 1.7, ticket 16568), mesure faite ailleurs que dans cette boutique
remedy-cost-rules-together = confiez à une seule règle ce que font plusieurs, ou mesurez ce que la promotion coûte ici avec --measure-promo
inspect-known-costs = coûts connus des règles panier, avant toute charge
inspect-known-cost-remedy = que faire : { $remedy }

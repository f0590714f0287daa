# Erreurs de la connexion, des pages et boutiques, des fichiers d’un test et de k6.

## La connexion

error-resolve-not-found = l’hôte `{ $host }` est introuvable ({ $reason }) ; vérifiez l’orthographe et votre DNS
error-resolve-no-address = aucune adresse
error-resolve-moved =
    le test a été autorisé pour `{ $host }` à une adresse { $allowed ->
        [private] privée
       *[public] publique
    }, et maintenant le nom mène à { $found }, qui ne l’est pas ; rien n’y a été envoyé ; regardez votre DNS et recommencez
error-unknown-dns-use = `{ $text }` ne dit pas combien de temps une réponse du DNS est utilisée ; écrivez ttl, une durée comme 1m, ou per-connection
error-not-of-site-elsewhere = { $url } n’est pas sur { $site } ; seule la boutique elle-même est interrogée
error-no-site = { $url } doit commencer par http:// ou https:// et désigner un hôte
error-proxy-malformed = `{ $text }` ne désigne pas un proxy ; écrivez-le comme http://proxy.example:3128
error-proxy-scheme = un proxy s’atteint par http://, pas par { $text }:// (le tunnel à l’intérieur est aussi sûr que le https de la boutique)
error-tls-no-authority = TLS ne peut pas être mis en place : cette machine ne fait confiance à aucune autorité ; installez ses ca-certificates, ou indiquez un fichier avec --cacert
error-tls-settings = TLS ne peut pas être mis en place : { $why }
error-certificate-read = { $path } : impossible à lire : { $why }
error-certificate-pem = { $path } : impossible à lire comme PEM : { $why }
error-certificate-empty = { $path } : ne contient aucun certificat au format PEM (-----BEGIN CERTIFICATE-----)
error-certificate-no-key = { $path } : ne contient aucune clé privée au format PEM (-----BEGIN PRIVATE KEY-----) ; une clé dans un fichier à part s’indique avec --key
error-certificate-encrypted = { $path } : la clé privée est chiffrée, et promo-load ne demande pas de phrase secrète ; écrivez-la déverrouillée dans un fichier que vous seul pouvez lire (openssl pkey -in CLÉ -out DÉVERROUILLÉE) et indiquez celui-ci avec --key
error-certificate-authority = { $path } : impossible de lui faire confiance : { $why }
error-certificate-identity = { $path } : inutilisable avec sa clé : { $why }
error-no-connection = pas de connexion : { $why }
error-reset-in-handshake = la connexion a été réinitialisée pendant la négociation TLS
error-closed-in-handshake = la connexion a été fermée pendant la négociation TLS
error-large-head = l’en-tête de la réponse est plus grand que ce que promo-load lit (256 Ko, 1 000 en-têtes)
error-the-proxy = le proxy : { $why }
error-timed-out = { $what } ({ $limit })
error-perhaps-http1 = { $why } (le serveur parle-t-il HTTP/2 sans TLS ? --http1 parle la version plus ancienne)
error-http-no-connection =
    pas de connexion{ $through ->
        [proxy] {" "}par le proxy
       *[nothing] {""}
    } en { $limit }
error-http-elsewhere = { $url } n’est pas sur { $root } ; rien n’y a été envoyé
error-http-no-host = l’URL ne désigne aucun hôte
error-http-no-tls-name = `{ $host }` n’est pas un nom que TLS peut vérifier
error-http-tls-failed = échec de TLS : { $why }
error-http-no-http2 = la boutique ne propose pas HTTP/2 sur TLS, utilisez --http1
error-http-insecure = --insecure l’accepte sur une boutique de test
error-http-old-tls = le serveur ne parle aucun TLS plus récent que 1.1, que les navigateurs refusent aussi ; activez-y TLS 1.2 ou 1.3
error-http-no-tls-there = ce qui répond là ne parle pas TLS ; une boutique sans TLS a une adresse en http://, et souvent un autre port
error-http-wants-certificate = la boutique veut un certificat client (--cert)
error-http-wants-another-certificate = la boutique veut un autre certificat client (--cert)
error-http-handshake-refused = le serveur refuse la négociation : il veut un certificat client (--cert), ou n’accepte aucun chiffrement de TLS 1.2 ou 1.3, comme les serveurs les plus anciens
error-http-no-such-name = le serveur n’a pas de boutique de ce nom ; vérifiez le nom d’hôte
error-http-issuer-unknown = l’émetteur du certificat n’est pas reconnu ici ; indiquez le certificat de l’émetteur avec --cacert ; { $ignore }
error-http-self-signed = le certificat se porte garant de lui-même et n’est pas reconnu ici ; indiquez-le avec --cacert ; { $ignore }
error-http-certificate-v1 = le certificat a une forme ancienne (X.509 version 1), que les navigateurs refusent aussi ; faites-en émettre un nouveau ; { $ignore }
error-http-certificate-expired-on = le certificat a expiré le { $day } ; renouvelez-le, et vérifiez l’horloge de cette machine ; { $ignore }
error-http-certificate-expired = le certificat a expiré ; renouvelez-le, et vérifiez l’horloge de cette machine ; { $ignore }
error-http-certificate-not-yet = le certificat n’est pas valable avant le { $day } ; vérifiez l’horloge de cette machine, et le certificat ; { $ignore }
error-http-certificate-nameless = le certificat ne désigne aucun hôte (subjectAltName), il n’est donc pas pour { $host } ; les navigateurs le refusent aussi ; { $ignore }
error-http-certificate-other-name = le certificat est pour { $presented } et non pour { $host } ; vérifiez le nom d’hôte ; { $ignore }
error-http-certificate-bad-signature = le certificat n’est pas signé par l’autorité de ce nom qui est reconnue ici ; indiquez le certificat de l’émetteur avec --cacert ; { $ignore }
error-http-certificate-revoked = le certificat a été révoqué ; faites-en émettre un nouveau ; { $ignore }
error-http-certificate-weak = le certificat est signé d’une façon qui n’est plus reconnue (SHA-1, ou une clé courte) ; faites-en émettre un nouveau ; { $ignore }
error-http-certificate-unreadable = le certificat est illisible ; faites-en émettre un nouveau ; { $ignore }
error-http-day =
    { $day } { $month ->
        [m1] janvier
        [m2] février
        [m3] mars
        [m4] avril
        [m5] mai
        [m6] juin
        [m7] juillet
        [m8] août
        [m9] septembre
        [m10] octobre
        [m11] novembre
       *[m12] décembre
    } { $year }
error-http-names-and-more = { $shown } et { $others } de plus
error-http-unpacks-too-large = la réponse décompressée dépasse { $most } Mo
error-http-unpacks-too-much = le { $name } de la réponse se décompresse sans commune mesure avec ce qui a été envoyé
error-http-not-unpacked = `Content-Encoding` annonce { $name }, et le corps ne peut pas être décompressé comme { $name } : { $why }
error-http-many-codings = { $count } codages superposés
error-http-proxy-no-socket = le tunnel du proxy n’est pas un socket
error-http-proxy-early-data = le proxy a envoyé des données avant que le tunnel soit utilisé
error-http-proxy-authority = `{ $authority }` ne peut pas être demandé à un proxy
error-http-proxy-unreachable = le proxy ne peut pas joindre la boutique ({ $status })
error-http-proxy-password = le proxy veut un nom et un mot de passe (407) ; indiquez-les dans PROMO_LOAD_PROXY
error-http-proxy-refuses = le proxy refuse le tunnel ({ $status })
error-http-unsendable =
    { $url } n’a pas { $what ->
        [path] de chemin
        [address] d’adresse
       *[host] d’hôte
    } que HTTP puisse envoyer
error-http-another-host = { $url } est sur un autre hôte
error-http-too-large = la réponse dépasse { $most } Mo
error-step-value = une valeur de l’étape `{ $step }` ne peut pas être envoyée
error-step-address = l’adresse de l’étape `{ $step }` ne peut pas être envoyée

## La page et la boutique

error-scrape-no-answer =
    { $url } : { $why }{ $remedy ->
        [running]  ; la boutique est-elle en marche, et le port est-il le bon ?
        [smaller]  ; une page de promotion est plus petite, vérifiez l’adresse
        [cache]  ; un cache ou un proxy est-il mal configuré ?
        [server]  ; un serveur web écoute-t-il à cet endroit ?
        [again]  ; réessayez, et regardez dans le journal de la boutique si cela persiste
        [slow]  ; la boutique est trop lente pour être préparée, ouvrez d’abord la page dans un navigateur
       *[none] {""}
    }
error-scrape-status =
    { $url } a répondu { $status }{ $meaning ->
        [no-page]  : cette page n’existe pas ; vérifiez l’adresse
        [refused]  : accès refusé ; la boutique est-elle derrière un mot de passe ou un pare-feu ?
        [maintenance]  : la boutique est en maintenance (réessayer après { $after } s)
        [not-available]  : la boutique n’est pas disponible ; réessayez quand elle le sera
        [broken]  : la boutique est en panne ; elle ne peut pas être testée ainsi
       *[other] , ce qui n’est pas une page
    }
error-scrape-blocked = { $url } : un CDN ou un pare-feu a répondu { $status } à la place de la boutique ; demandez à la personne qui le gère d’autoriser l’adresse de cette machine
error-scrape-enough = { $url } : non demandée : hors des heures autorisées, dix pages au plus sont regardées
error-scrape-elsewhere = { $from } redirige vers un autre site, { $to } ; si c’est la boutique, indiquez cette adresse
error-scrape-redirect-loop = { $url } redirige sans fin ou vers une adresse illisible ; ouvrez-la dans un navigateur et indiquez l’adresse finale
error-scrape-empty = { $url } a répondu une page vide ; la boutique est-elle en panne, ou veut-elle une autre adresse ?
error-scrape-not-html = { $url } n’est pas une page : { $what } ; indiquez l’adresse que les acheteurs ouvrent
error-source-binary =
    { $kind ->
        [png] une image PNG
        [jpeg] une image JPEG
        [gif] une image GIF
        [webp] une image WebP
        [pdf] un document PDF
        [gzip] des données compressées (gzip)
        [zstd] des données compressées (zstd)
        [zip] une archive ZIP
        [font] une police de caractères
       *[data] des données binaires
    }, pas du HTML
error-source-not-html = { $text }, pas du HTML
error-source-empty = vide
error-compile-unsuitable = { $url } : { $what } ; { $instead }
error-what-coming-soon = page d’une boutique qui n’est pas encore ouverte
error-what-maintenance = page en maintenance
error-what-not-found = page introuvable
error-what-cart = une page de panier, qui dépend du visiteur
error-what-order = une page de commande, et rien n’est jamais commandé
error-what-nothing-sold = une page de boutique qui ne vend et ne promet rien
error-instead-campaign = indiquez la page à laquelle la campagne mène
error-instead-open = réessayez quand la boutique sera ouverte
error-instead-once-open = réessayez quand les clients verront la boutique
error-instead-address = vérifiez l’adresse
error-instead-through-cart = indiquez la page d’un produit : avec --mode full, le parcours passe par le panier
error-instead-look-at-order = indiquez la page d’un produit : avec --mode full, le parcours regarde la page de commande
error-compile-not-a-shop = { $url } ne montre aucun signe d’une page de boutique ; vérifiez l’adresse, ou indiquez son type avec --page-type
error-compile-voucher-read-only = --voucher demande --mode full : un code n’est essayé que dans un panier
error-compile-no-cart = le code promo { $code } ne peut pas être essayé depuis { $url } : { $reason } ; indiquez la page d’un produit auquel le code s’applique
error-no-cart-address = la boutique ne donne pas l’adresse de son panier
error-nothing-to-buy = rien qui puisse être acheté n’y a été trouvé
error-no-cart = { $url } : aucun panier ne peut être rempli, les acheteurs ne peuvent donc pas être testés : { $reason } ; --mode read-only ne fait que regarder
error-voucher-not-tried = le code promo { $code } ne peut pas être essayé : { $why } ; omettez --voucher pour tester ce que les visiteurs regardent
error-refused-because = { $refused } ({ $why })
error-visitor-is-a-robot = PrestaShop prend le user agent « { $agent } » pour un robot à cause des lettres « { $letters } » qu’il contient : la boutique répondrait à chaque ajout par un succès sans rien ajouter ; choisissez un autre --user-agent, ou --mode read-only

## La boutique de démonstration

error-shop-bind = la boutique de démonstration ne peut pas écouter sur { $addr } : { $why } ; indiquez une autre adresse avec --listen, par exemple 127.0.0.1:8081
error-shop-runtime = la boutique de démonstration ne peut pas démarrer : { $why }
error-shop-template = une page de la boutique de démonstration est défectueuse : { $why }
error-shop-theme = `{ $text }` n’est pas un thème ; il y a classic, hummingbird (de prestashop) et blocks (de woocommerce)
error-shop-theme-of-other = { $platform } n’a pas de thème `{ $theme }` ; classic existe partout, hummingbird chez prestashop, blocks chez woocommerce
error-shop-platform = `{ $text }` n’est pas une plateforme de la boutique de démonstration ; il y a prestashop et woocommerce
error-shop-no-modules = une boutique de démonstration { $platform } n’a pas ces modules
error-shop-no-webservice = une boutique de démonstration { $platform } n’a pas de webservice
error-shop-language = `{ $text }` n’est pas une langue de la boutique de démonstration ; il y a en et fr
error-shop-no-language = la boutique de démonstration demande au moins une langue
error-shop-share = la part { $value } d’une faute n’est pas entre 0 et 1
error-shop-shares = la somme des parts de fautes est { $value } ; une requête n’est touchée qu’une fois au plus, elle ne peut donc pas dépasser 1
error-shop-key = une clé du webservice a { $length } caractères
error-shop-no-backend = un répartiteur demande au moins un serveur
error-shop-backends = un mauvais comportement touche { $hurt } serveurs, et la boutique en a { $there-are }
error-shop-pin = `{ $text }` n’attache aucun acheteur ; il y a connection et cookie
error-shop-freeze = un gel doit être plus court que l’intervalle entre deux gels
error-misbehaviour-no-quirk = `{ $text }` ne dit pas ce qui va mal ; écrivez ROUTES:TRAVERS, par exemple order:500:1/12
error-misbehaviour-route = `{ $text }` n’est pas une route : { $reason } ; `all` désigne toutes les pages et toutes les requêtes au panier
error-misbehaviour-quirk = `{ $text }` n’est pas un travers ; il y a un statut de 400 à 599, { $names }
error-misbehaviour-value = `{ $text }` est incomplet ou illisible ; écrivez { $form }
error-misbehaviour-option = `{ $text }` n’est ni une part (1/12, 5{ "\u0025" }, 3x) ni un élément parmi from=QUAND, until=QUAND (10s ou #100) et backends=K
error-misbehaviour-twice = `{ $text }` dit la même chose une seconde fois
error-misbehaviour-status = { $value } n’est pas un statut de 400 à 599
error-misbehaviour-range = une part va de 1 sur N à N sur N, ou de 0 % à 100 %
error-misbehaviour-percent = une réduction va de 0 % à 100 %, un prix faux de -100 % à +1000 %
error-misbehaviour-no-rate = un limiteur laisse passer au moins 1/s
error-misbehaviour-backwards = le délai le plus court est plus long que le plus long
error-misbehaviour-endless-pause = une pause demande until=DURÉE

## Les fichiers d’un test

error-record-json = ce n’est pas un run.json de promo-load : { $why }
error-record-schema = run.json a la version de schéma { $found } ; ce promo-load lit les versions { $oldest } à { $newest }
error-log-empty = le journal des intervalles est vide ou endommagé dès le début ; le test ne peut pas être reconstruit
error-log-no-start = le premier enregistrement du journal des intervalles est endommagé ; sans lui, le test ne peut pas être reconstruit
error-log-version = le journal des intervalles a la version { $found } ; ce promo-load lit la version { $log-version }
error-log-threshold = le journal des intervalles contient un seuil illisible : { $why }
error-log-layout = le premier enregistrement du journal des intervalles cite des étapes ou des vérifications qui ne vont pas ensemble
error-merge-too-few = merge demande au moins deux tests ; pour un seul, il y a promo-load report
error-merge-no-plan = { $place } n’indique pas le plan de son test : un promo-load plus ancien l’a écrit, ou son scénario contient un secret qu’aucun fichier ne peut contenir ; sans cela, rien ne distingue ce test d’un autre
error-merge-several = { $place } : cette commande a mesuré en plusieurs tests (recherche de la capacité ou coût de la promotion) ; seuls des tests d’une seule charge peuvent être réunis
error-merge-twice = { $first } et { $again } sont le même test, { $run } ; indiquez chaque test une seule fois
error-merge-different = seuls des tests du même plan peuvent être réunis ; promo-load compare montre ce qui diffère dans leurs chiffres
merge-differs-value =
    { $run } : { $what ->
        [versions] une autre version de promo-load
        [shops] une autre boutique
        [pages] une autre page
        [environments] un autre environnement
        [modes] un autre mode
       *[loads] une autre charge
    } ({ $ours }) que { $first } ({ $theirs })
merge-differs-part =
    { $run } : { $kind ->
        [http] la partie [http] du scénario n’est pas la même
        [load] la charge n’est pas la même
        [data] les données `{ $name }` ne sont pas les mêmes
        [journey] le parcours `{ $name }` n’est pas le même
       *[step] l’étape `{ $name }` n’est pas la même
    } que dans { $first }
merge-lacks =
    { $run } n’a pas { $kind ->
        [http] la partie [http]
        [load] la charge
        [data] les données `{ $name }`
        [journey] le parcours `{ $name }`
        [threshold] le seuil `{ $name }`
       *[step] l’étape `{ $name }`
    } de { $other }
merge-differs-order = { $run } : les étapes, vérifications ou seuils ne sont pas dans l’ordre de { $first }
error-histogram-base64 = l’histogramme n’est pas en base64 : { $why }
error-histogram-format = l’histogramme n’est pas au format HDR V2 : { $text }
error-histogram-listed = l’histogramme contient des classes ou des effectifs impossibles
error-stored-layout = { $value } étapes, vérifications ou exécuteurs ne correspondent pas à ceux du test
error-stored-spread = les poids des acheteurs ne sont pas en ordre, ou trop grands
error-stored-seconds = les pages par seconde ne sont pas en ordre, ou trop nombreuses
error-stored-number = { $value }, c’est plus que ce qu’une seconde peut contenir
error-report-json = la comparaison n’a pas de forme JSON : { $why }
error-report-template = le modèle du rapport a échoué : { $why }
error-report-junit = junit.xml n’a pas pu être écrit : { $why }
error-report-drawing = la chronologie n’a pas pu être dessinée : { $text }
error-run-start = le moteur ne peut pas démarrer : { $why }
error-run-panicked = le moteur a échoué dans le fil { $thread } : une faute de promo-load ; signalez-la avec ce qui se trouve ci-dessus

## k6

error-export-regex = `{ $name }` : { $reason }
error-export-script = le script ne peut pas être écrit : { $why }
error-summary-json = le bilan n’a pas de forme JSON : { $why }
error-regex-syntax = ce n’est pas une expression régulière : { $why }
error-regex-bytes = elle prend des octets isolés, et un script k6 ne voit que des caractères ; écrivez-la sans `({ "\u003F" }-u)`
error-regex-class = elle prend des caractères de { $ranges } intervalles, pour lesquels k6 n’a pas de forme courte : `\d` et `\w` n’y connaissent que l’ASCII ; écrivez `[0-9]` pour `\d`, `[0-9A-Za-z_]` pour `\w`, ou les lettres voulues
error-regex-ends = elle cherche des fins de ligne et la fin du texte entier, ce que k6 ne peut pas faire dans une seule expression ; choisissez l’une ou l’autre
error-regex-crlf = `({ "\u003F" }R)` n’a pas d’équivalent dans k6 ; écrivez plutôt `\r{ "\u003F" }$` sous `({ "\u003F" }m)`
error-regex-word = dans k6, les fins de mots (`\b`) ne connaissent que l’ASCII ; écrivez `({ "\u003F" }-u:\b)` là où cela suffit
error-regex-copies = elle répète une partie plus de 1 000 fois, ce que k6 refuse ; écrivez `*` ou `+`


## L’examen de la machine : doctor

doctor-ok = ok
doctor-warn = attention
doctor-problem = problème
doctor-descriptors =
    { $limit } fichiers ouverts autorisés : assez pour environ { $vus ->
        [one] { $vus } utilisateur virtuel
       *[other] { $vus } utilisateurs virtuels
    }
doctor-descriptors-none = { $limit } fichiers ouverts autorisés, et promo-load en utilise lui-même { $reserve } : il ne reste rien pour un utilisateur virtuel
doctor-descriptors-free = aucune limite de fichiers ouverts n’est connue ici
doctor-raise-descriptors = augmentez la limite stricte (ulimit -Hn, LimitNOFILE d’un service) ; avec --assets, un utilisateur virtuel ouvre jusqu’à six connexions
doctor-ports =
    { $ports } ports locaux : assez pour environ { $ports ->
        [one] { $ports } utilisateur virtuel
       *[other] { $ports } utilisateurs virtuels
    } vers une même adresse
doctor-ports-none = aucun port local n’est libre : aucun utilisateur virtuel ne peut se connecter
doctor-ports-unknown = ce système n’indique pas combien de ports locaux il possède
doctor-widen-ports = élargissez la plage : sysctl net.ipv4.ip_local_port_range="1024 65535"
doctor-cores =
    { $usable ->
        [one] { $usable } cœur utilisable
       *[other] { $usable } cœurs utilisables
    } sur { $online } : un test a au plus { $usable ->
        [one] { $usable } fil d’exécution
       *[other] { $usable } fils d’exécution
    }
doctor-cores-throttled =
    { $usable ->
        [one] { $usable } cœur utilisable
       *[other] { $usable } cœurs utilisables
    }, mais le conteneur n’accorde que le temps de { $granted } : les fils d’exécution sont freinés
doctor-raise-cores = accordez au conteneur des cœurs entiers ; un fil freiné est en retard, et un test en retard n’obtient pas de note
doctor-clock = un pas d’horloge dure { $step } ns ; sur { $timers } temporisateurs de 1 ms, le plus lent a eu { $late } de retard
doctor-clock-late = les temporisateurs ont { $late } de retard (p95 de { $timers }) : les temps de réponse seraient ceux de cette machine, pas ceux de la boutique
doctor-free-machine = arrêtez ce qui occupe le processeur, ou utilisez une machine dédiée
doctor-clock-coarse = un pas d’horloge dure { $step } ns, trop pour mesurer des temps de réponse
doctor-other-machine = utilisez une autre machine, ou une autre source d’horloge du système
doctor-time = il est { $time } selon cette machine
doctor-time-wrong = il est { $time } selon cette machine, ce qui est impossible : les certificats et les heures autorisées en dépendent
doctor-set-time = réglez l’horloge (timedatectl set-ntp true)
doctor-dns = { $host } correspond à { $addresses }, trouvé en { $took } ; { $environment }
doctor-dns-private = une adresse privée, où un test est libre
doctor-dns-public = une adresse publique, où un test a les limites d’une boutique en ligne tant que promo-load.toml ne dit rien d’autre
doctor-dns-slow = { $host } correspond à { $addresses }, mais la recherche a pris { $took }, que les nouvelles connexions attendront
doctor-dns-failed = { $reason }
doctor-dns-by-proxy = c’est le proxy qui cherche l’adresse de { $host }, pas cette machine
doctor-fix-dns = vérifiez le nom et le DNS de cette machine ; --resolve HÔTE:ADRESSE s’en passe
doctor-proxy-none = aucun proxy n’est défini
doctor-proxy-used = toutes les connexions passent par le proxy indiqué par { $source }
doctor-proxy-ignored = { $names } : défini, mais promo-load ne le lit pas et se connecte directement
doctor-give-proxy = si une boutique n’est accessible que par un proxy, indiquez-le dans PROMO_LOAD_PROXY
doctor-config = { $file } est valide
doctor-config-none = pas de promo-load.toml : chaque option garde sa valeur par défaut
doctor-config-exposed = { $warning }
doctor-config-wrong = { $reason }
doctor-close-config = n’en laissez la lecture à personne d’autre
doctor-fix-config = corrigez-le, ou indiquez-en un autre avec --config
doctor-k6 = { $version } exécute ce qu’écrit export-k6
doctor-k6-none = k6 n’est pas dans le PATH ; seuls les scripts d’export-k6 en ont besoin
doctor-browser = { $version } ouvre les rapports
doctor-browser-none = Chromium n’est pas dans le PATH ; n’importe quel navigateur ouvre report.html

## La liste des tests

runs-no-folder = le dossier { $folder } n’existe pas
runs-none = aucun test dans { $folder } ; bench en crée un
runs-order = Le plus récent est le dernier : promo-load report latest, promo-load compare latest~1 latest
runs-no-letter = pas de note : { $reason }
runs-running = sa charge est en cours
runs-unfinished = arrêté avant l’écriture des rapports ; pour voir ce qui a été mesuré : promo-load report { $folder }
runs-damaged = son fichier de résultats est illisible : { $problem }

## Ce qui a été écrit

scenario-written =
    { $path } : { $name } avec { $steps ->
        [one] { $steps } étape
       *[other] { $steps } étapes
    } ; exécutez-le avec : promo-load bench { $path }
script-written = { $files } ; exécutez-le avec : k6 run { $path }
script-data = avec ses données dans { $name }
script-helpers = avec ses fonctions communes dans { $name }
k8s-written =
    { $path } : { $shards ->
        [one] { $shards } générateur
       *[other] { $shards } générateurs
    } en un Job de Kubernetes. Créez son Secret une fois :

    { $make-secret }

    Puis lancez la charge, et suivez le meneur, dont le journal se termine par le verdict :

    kubectl apply --server-side -k { $folder }
    { $follow }

    Avant le test suivant : kubectl delete -k { $folder }
k8s-loopback = { $host } y désigne chaque pod lui-même, et non la boutique : donnez l’adresse par laquelle le cluster l’atteint, avec promo-load compile --base-url
init-written = { $path } : tous les réglages, expliqués et désactivés ; enlevez le # de ceux qu’il vous faut
init-written-elsewhere = { $path } : tous les réglages, expliqués et désactivés ; enlevez le # de ceux qu’il vous faut ; indiquez-le avec --config
demo-shop-at =
    boutique de démonstration à { $base }
    { "  " }page de promotion  { $base }{ $page }
    { "  " }ses propres compteurs  { $base }/__shop/stats

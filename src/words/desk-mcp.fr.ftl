
## Le bureau pour les assistants : mcp, et la lecture de pages

error-desk-look-long = la lecture de la page a pris plus de { $seconds } s
error-desk-look-large = la page contient trop de choses à lire
error-desk-look-prod = seuls les tests remplissent des paniers de prod, avec l’accord d’une seconde personne ; lisez la page en mode read-only
error-mcp-needs-desk = un test demande le bureau de l’équipe : ouvrez-le avec promo-load serve, et indiquez son adresse avec promo-load mcp --desk ; ou lancez vous-même promo-load bench
error-mcp-read-only = sans bureau, les pages sont seulement lues ; pour remplir des paniers, lancez vous-même promo-load inspect --mode full, ou passez par un bureau
error-mcp-arguments = les arguments sont inutilisables : { $why }
error-mcp-no-tool = l’outil { $name } n’existe pas
error-mcp-cursor = ce curseur n’est pas celui de cette liste
error-mcp-key = idempotency_key n’accepte que des caractères visibles
error-mcp-status = le bureau a répondu avec le statut { $status }
error-mcp-no-desk-there = aucun bureau promo-load à cette adresse
error-mcp-no-tls = un jeton n’est envoyé à un bureau que par https://, sauf sur cette machine
error-mcp-token = PROMO_LOAD_DESK_TOKEN ne peut pas être un jeton
error-mcp-no-token = indiquez le jeton du bureau dans PROMO_LOAD_DESK_TOKEN
error-mcp-protocol = ce n’est pas le Model Context Protocol qui arrive : { $why }
mcp-run-approval = Le test { $run } de { $host } attend l’accord d’une seconde personne.
mcp-run-queued = Le test { $run } de { $host } attend son tour.
mcp-run-waiting = Le test { $run } de { $host } attend les heures où son hôte peut être testé.
mcp-run-starting = Le test { $run } de { $host } démarre.
mcp-run-running = Le test { $run } de { $host } est en cours.
mcp-run-done = Le test { $run } de { $host } est terminé, avec la note { $letter } : 95 % de ses pages sont arrivées en { $p95 } au plus, et { $failures } de ses demandes de pages ont échoué.
mcp-run-graded = Le test { $run } de { $host } est terminé, avec la note { $letter }.
mcp-run-ungraded = Le test { $run } de { $host } est terminé, sans note.
mcp-run-failed = Le test { $run } de { $host } n’a pas de verdict : { $why }
mcp-run-failed-silently = Le test { $run } de { $host } n’a pas de verdict.
mcp-run-cancelled = Le test { $run } de { $host } a été arrêté.
mcp-runs-of = Tests affichés : { $runs } sur { $total } ; en attente ou en cours en tout : { $open }.
mcp-runs =
    { $runs ->
        [0] Aucun test trouvé.
        [one] { $runs } test trouvé, dont { $open } en attente ou en cours.
       *[other] { $runs } tests trouvés, dont { $open } en attente ou en cours.
    }
mcp-inspected =
    { $promotions ->
        [0] La page est du type { $kind }, la plateforme de la boutique est { $platform }, et aucune promotion n’y a été trouvée.
        [one] La page est du type { $kind }, la plateforme de la boutique est { $platform }, et { $promotions } promotion y a été trouvée.
       *[other] La page est du type { $kind }, la plateforme de la boutique est { $platform }, et { $promotions } promotions y ont été trouvées.
    }
mcp-compiled =
    { $steps ->
        [one] Le scénario a { $steps } étape ; parcours : { $journeys }.
       *[other] Le scénario a { $steps } étapes ; parcours : { $journeys }.
    }
mcp-compared-worse = Le test { $run } est moins bon que le test { $baseline }, au-delà du bruit.
mcp-compared-no-worse = Le test { $run } n’est pas moins bon que le test { $baseline } au-delà du bruit.

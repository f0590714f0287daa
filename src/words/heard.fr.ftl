# Ce que disent d’autres bibliothèques.

## clap

heard-invalid-value = valeur « { $value } » refusée pour « { $flag } » : { $why }
heard-unexpected-argument = argument inattendu « { $argument } »
heard-unexpected-argument-more = argument inattendu « { $argument } » ; { $why }
heard-similar-argument = un argument semblable existe : « { $similar } »
heard-similar-subcommand = une commande semblable existe : « { $similar } »
heard-similar-subcommands = des commandes semblables existent : { $similar }
heard-similar-arguments = des arguments semblables existent : { $similar }
heard-as-value = pour donner « { $value } » comme valeur, utilisez « { $use } »
heard-subcommand-has-argument = « { $use } » existe
heard-unknown-subcommand = commande inconnue « { $subcommand } »
heard-unknown-subcommand-more = commande inconnue « { $subcommand } » ; { $why }
heard-required = il manque des arguments obligatoires : { $arguments }
heard-value-required = une valeur est obligatoire pour « { $flag } », et aucune n’a été donnée
heard-value-required-of = une valeur est obligatoire pour « { $flag } », et aucune n’a été donnée [valeurs possibles : { $values }]
heard-possible-values = valeur « { $value } » refusée pour « { $flag } » [valeurs possibles : { $values }]
heard-possible-values-more = valeur « { $value } » refusée pour « { $flag } » [valeurs possibles : { $values }] ; { $why }
heard-similar-value = une valeur semblable existe : « { $similar } »
heard-conflict = l’argument « { $one } » ne peut pas être employé avec « { $other } »
heard-conflicts = l’argument « { $one } » ne peut pas être employé avec : { $others }
heard-twice = l’argument « { $one } » ne peut pas être employé plusieurs fois
heard-no-value = valeur inattendue « { $value } » pour « { $flag } » ; aucune autre n’était attendue
heard-bad-number = ce n’est pas un nombre entier
heard-invalid-value-bare = valeur refusée pour { $what }

## serde et TOML

heard-unknown-field = champ inconnu { $field }, les champs connus sont { $fields }
heard-unknown-field-of-two = champ inconnu { $field }, { $one } ou { $other } est attendu
heard-unknown-field-of-one = champ inconnu { $field }, { $one } est attendu
heard-unknown-field-of-none = champ inconnu { $field }, il n’y a pas de champs
heard-unknown-variant = valeur inconnue { $variant }, les valeurs possibles sont { $variants }
heard-unknown-variant-of-two = valeur inconnue { $variant }, { $one } ou { $other } est attendu
heard-unknown-variant-of-one = valeur inconnue { $variant }, { $one } est attendu
heard-missing-field = il manque le champ { $field }
heard-duplicate-field = le champ { $field } figure deux fois
heard-duplicate-key = clé en double
heard-duplicate-key-in = la clé { $key } figure deux fois dans { $place }
heard-invalid-type = mauvais type : { $found }, attendu : { $why }
heard-invalid-type-value = mauvaise valeur : { $found }, attendu : { $why }
heard-integer = le nombre entier `{ $value }`
heard-float = le nombre `{ $value }`
heard-boolean = le booléen `{ $value }`
heard-text-value = le texte { $value }
heard-sequence = une liste
heard-map = un tableau
heard-unit = null
heard-a-string = un texte
heard-a-sequence = une liste
heard-a-map = un tableau
heard-a-boolean = un booléen
heard-a-number = un nombre
heard-whole-number = un nombre entier d’au moins { $least }
heard-whole-number-up-to = un nombre entier de { $least } à { $most }
heard-a-duration = une durée comme "30s"
heard-a-window = une plage horaire comme "03:00-06:00", ou une liste de plages
heard-names-and-texts = un tableau de noms et de textes
heard-text-or-number = un texte ou un nombre entier
heard-one-load = un tableau [load], ou [[load]] plusieurs fois
heard-tables-of-hosts = des tableaux comme [host."www.shop.example"]
heard-metric-keys = un tableau de mesures, comme `http_req_duration = ["p(95)<2000"]`
heard-list-of-thresholds = une liste de seuils pour `{ $key }`, comme ["p(95)<2000"]
heard-threshold-table = un seuil pour `{ $key }` : un texte ou { "{" } threshold, abort_on_fail, delay_abort_eval { "}" }
heard-an-object = un objet, comme { "{" }"id": 1{ "}" }
heard-struct = un objet { $name }
heard-missing-equals = une clé sans valeur, `=` est attendu
heard-invalid-key = clé refusée, attendu : { $why }
heard-unquoted = un texte s’écrit entre guillemets
heard-invalid-string = texte refusé, attendu : { $why }
heard-unexpected-eof = fin inattendue pendant la lecture de { $what }
heard-expected-value = une valeur est attendue
heard-with-place = { $why }, ligne { $line }, colonne { $column }

## les places d’un plan

heard-place-step = parcours `{ $journey }`, étape `{ $step }`
heard-place-journey = parcours `{ $journey }`
heard-place-data = données `{ $data }`
heard-place-thresholds = seuils
heard-place-ownership = propriété
heard-place-time = horaires

## les adresses, le système et le DNS

heard-no-base = adresse relative sans base
heard-empty-host = hôte vide
heard-bad-port = numéro de port refusé
heard-bad-ipv4 = adresse IPv4 refusée
heard-bad-ipv6 = adresse IPv6 refusée
heard-bad-domain = caractère refusé dans un nom de domaine
heard-bad-idna = nom de domaine international refusé
heard-no-utf8 = le fichier n’est pas en UTF-8
heard-lookup = { $why }
heard-name-unknown = nom inconnu
heard-name-for-now = échec temporaire de la résolution de noms
heard-no-name-data = aucune adresse pour ce nom


## The team's desk: serve

error-no-desk = this program was built without the desk; take a published one, or build it with: cargo install promo-load --features serve
error-no-desk-here = the desk needs Linux or macOS; on Windows it runs in WSL or in a container
error-folder-claimed = another process has or had this folder
error-private-address = { $host } has the private address { $address }, and the desk does not let this host have one
error-desk-taken = { $path }: another desk is open there
error-desk-listen = { $address }: cannot listen there: { $why }; choose another address with --listen
error-desk-no-backup = { $path }: is not a copy of a desk's database that this program can read
error-desk-backup-exists = { $path }: is there already; give a new file
error-desk-random = the system gives no random numbers
error-desk-store = the database refuses: { $why }
error-desk-store-full = the disk of the desk's database is full; nothing is lost, and it goes on when there is room
error-desk-store-locked = another program has the desk's database locked
error-desk-store-damaged = the desk's database is damaged; restore a copy with serve --restore, or move it away and list the runs anew with serve --reindex
error-desk-store-newer = the desk's database has version { $found }, and this program knows { $known }; take a newer promo-load
error-desk-store-gone = the desk is closing
error-desk-no-token = send a valid token: Authorization: Bearer …
error-desk-scope = this needs the scope { $needed }, and the token has { $scope }
error-desk-not-found = there is no such thing
error-desk-method = the path takes { $methods }
error-desk-misdirected = ask for it as 127.0.0.1, [::1] or localhost
error-desk-parameter = the parameter { $name } has a value that it cannot have, or is there twice
error-desk-parameter-missing = the parameter { $name } is missing
error-desk-too-large = the body is larger than { $most } B
error-desk-body = the body cannot be used: { $why }
error-desk-body-list = the body is a JSON object, not a list
error-desk-body-cut = the body was cut off
error-desk-media-type = send the body as { $media }
error-desk-once-key = the Idempotency-Key has 1 to { $most } visible characters
error-desk-once-other = the Idempotency-Key was used for another request
error-desk-name = a name has 1 to 200 characters
error-desk-last-admin = this is the last token with the scope admin; make another one first
error-desk-host = { $host } is not a host: give a name or an address, without scheme, port and path
error-desk-not-listed = { $host } is not among the hosts that may be loaded; an admin lists it under targets
error-desk-private = { $host } is a private address, and the desk does not let this host have one
error-desk-options = the options cannot be read
error-desk-option = there is no option { $name } for runs of the desk
error-desk-header = a header is written NAME: VALUE; files and variables of this machine are not sent
error-desk-secret-header = the value of { $name } would stand in the desk's database; write the header into [host."…".headers] of the desk's promo-load.toml
error-desk-secret-address = the address has a user or a password, which would stand in the desk's database; write the header Authorization into [host."…".headers] of the desk's promo-load.toml
error-desk-secret-query = the value of { $name } in the address would stand in the desk's database; let a scenario read it from a variable PROMO_LOAD_SECRET_… of the desk
error-desk-secret-scenario = the value of { $name } would stand in the desk's database; let the scenario read it from a variable PROMO_LOAD_SECRET_… of the desk
error-desk-secret-host = { $name } may not go to { $host }; name it in secrets of [host."{ $host }"] in the desk's promo-load.toml
error-desk-scenario-file = the scenario reads { $file }, and the desk has no such file; write what it holds into the scenario
error-desk-url-or-scenario = give either url or scenario
error-desk-no-address = url is an address that begins with http:// or https://
error-desk-other-host = every address must be of one host; { $other } is another
error-desk-cron = the cron fields cannot be read: { $why }
error-desk-cron-fields = give five fields of cron: minute, hour, day of the month, month, day of the week; there are { $count }
error-desk-zone = { $zone } is not a time zone; give one such as Europe/Paris
error-desk-never-due = the schedule is never due
error-desk-own-approval = a second person has to agree, and { $person } asked for it
error-desk-no-approval = the run does not wait for a second person
error-desk-over = the run is over
error-desk-not-running = the run does not go on
error-desk-not-listening = the run cannot be told yet; try again in a second
error-desk-control-refuses = the run's process refuses, with status { $status }
error-desk-no-record = the run { $run } has no record
error-desk-run-file = the run has no such file
error-desk-run-gone = the run's folder cannot be read: { $why }
desk-at = the desk is open: { $address }
desk-at-public = the desk is open: { $public }, and listens at { $address }
desk-first-token = the first token, which is shown this once: { $token }
desk-reindexed =
    { $runs ->
        [one] 1 run listed anew
       *[other] { $runs } runs listed anew
    }
desk-run-killed = the run was killed
desk-run-last-words = the run did not say how it ended; its last words: { $words }
desk-run-unapproved = its host became prod while it was being started, and no second person has agreed
desk-run-waits-hours = it waits for the hours in which its host may be tested: { $hours }
desk-run-hours = the hours in which the host may be tested are over

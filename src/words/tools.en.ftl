
## The look at the machine: doctor

doctor-ok = ok
doctor-warn = warn
doctor-problem = problem
doctor-descriptors =
    { $limit } open files are allowed: room for about { $vus ->
        [one] 1 VU
       *[other] { $vus } VUs
    }
doctor-descriptors-none = { $limit } open files are allowed, and promo-load itself needs { $reserve }: there is no room for a VU
doctor-descriptors-free = no limit of open files is known here
doctor-raise-descriptors = raise the hard limit (ulimit -Hn, LimitNOFILE of a service); with --assets a VU has up to six connections
doctor-ports =
    { $ports } local ports: room for about { $ports ->
        [one] 1 VU
       *[other] { $ports } VUs
    } at one address
doctor-ports-none = no local port is free for connections: no VU can connect
doctor-ports-unknown = this system does not say how many local ports it has
doctor-widen-ports = widen the range: sysctl net.ipv4.ip_local_port_range="1024 65535"
doctor-cores =
    { $usable } of { $online ->
        [one] 1 core
       *[other] { $online } cores
    } may be used: a run has up to { $usable ->
        [one] 1 engine thread
       *[other] { $usable } engine threads
    }
doctor-cores-throttled =
    { $usable ->
        [one] 1 core may
       *[other] { $usable } cores may
    } be used, but the container grants the time of { $granted } only: threads are held up
doctor-raise-cores = raise the container’s CPU limit to whole cores; a thread that is held up is late, and a run that is late gets no letter
doctor-clock = a step of the clock is { $step } ns; of { $timers } timers of 1 ms the slowest came { $late } late
doctor-clock-late = timers come { $late } late (p95 of { $timers }): response times would be of this machine, not of the shop
doctor-free-machine = end what else uses the processor, or use a machine of its own
doctor-clock-coarse = a step of the clock is { $step } ns, which is too coarse to measure response times
doctor-other-machine = use another machine, or another clock source of the system
doctor-time = it is { $time } by this machine
doctor-time-wrong = it is { $time } by this machine, which cannot be: certificates and allowed hours are judged by it
doctor-set-time = set the clock (timedatectl set-ntp true)
doctor-dns = { $host } is { $addresses }, found in { $took }; { $environment }
doctor-dns-private = a private address, where a run is free
doctor-dns-public = a public address, where a run has the limits of a live shop until promo-load.toml says otherwise
doctor-dns-slow = { $host } is { $addresses }, but finding it took { $took }, which new connections wait for
doctor-dns-failed = { $reason }
doctor-dns-by-proxy = { $host } is looked up by the proxy, not here
doctor-fix-dns = look at the name and at this machine’s DNS; --resolve HOST:ADDRESS does without
doctor-proxy-none = no proxy is set
doctor-proxy-used = every connection goes through the proxy that { $source } names
doctor-proxy-ignored = { $names } set, which promo-load does not read: connections are direct
doctor-give-proxy = where a shop is only reached through a proxy, give it in PROMO_LOAD_PROXY
doctor-config = { $file } is valid
doctor-config-none = no promo-load.toml: every flag has its own default
doctor-config-exposed = { $warning }
doctor-config-wrong = { $reason }
doctor-close-config = let nobody else read it
doctor-fix-config = correct it, or give another with --config
doctor-k6 = { $version } runs what export-k6 writes
doctor-k6-none = there is no k6 on PATH, which only the scripts of export-k6 need
doctor-browser = { $version } opens reports
doctor-browser-none = there is no Chromium on PATH; any browser opens report.html

## The list of runs

runs-no-folder = there is no folder { $folder }
runs-none = there is no run in { $folder }; bench makes one
runs-order = The newest is the last: promo-load report latest, promo-load compare latest~1 latest
runs-no-letter = no letter: { $reason }
runs-running = its load goes on
runs-unfinished = ended before its reports were written; what was measured is told by: promo-load report { $folder }
runs-damaged = its record cannot be read: { $problem }

## What was written

scenario-written =
    { $path }: { $name } with { $steps ->
        [one] { $steps } step
       *[other] { $steps } steps
    }; run it with: promo-load bench { $path }
script-written = { $files }; run it with: k6 run { $path }
script-data = with its data in { $name }
script-helpers = with its helpers in { $name }
k8s-written =
    { $path }: { $shards ->
        [one] { $shards } generator
       *[other] { $shards } generators
    } as a Job of Kubernetes. Make its Secret once:

    { $make-secret }

    Then start the load, and follow the leader, whose log ends with the verdict:

    kubectl apply --server-side -k { $folder }
    { $follow }

    Before the next run: kubectl delete -k { $folder }
k8s-loopback = { $host } is each pod itself there, and not the shop: give the address by which the cluster reaches it, with promo-load compile --base-url
init-written = { $path }: every setting, explained and switched off; take the # away from those you need
init-written-elsewhere = { $path }: every setting, explained and switched off; take the # away from those you need; give it with --config
demo-shop-at =
    demo shop at { $base }
    { "  " }promotion page  { $base }{ $page }
    { "  " }its own counters  { $base }/__shop/stats

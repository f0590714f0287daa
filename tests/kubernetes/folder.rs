//! What is in the folder, and whether its parts belong together.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::{Objects, place, yaml};
use crate::support::{Place, is_there, promotion, shop};

/// Names that hold each other: where one is another, pods wait for a leader that no name leads to.
fn assert_belongs_together(objects: &Objects, name: &str, shards: u64) {
    let labels = objects.at("Job", "/spec/template/metadata/labels");
    assert_eq!(labels["app.kubernetes.io/instance"], name);
    for (kind, pointer) in [
        ("Service", "/spec/selector"),
        ("NetworkPolicy", "/spec/podSelector/matchLabels"),
        ("NetworkPolicy", "/spec/ingress/0/from/0/podSelector/matchLabels"),
        ("NetworkPolicy", "/spec/egress/0/to/0/podSelector/matchLabels"),
        ("PodDisruptionBudget", "/spec/selector/matchLabels"),
        ("Job", "/spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels"),
    ] {
        assert_eq!(objects.at(kind, pointer), labels, "{kind}{pointer}");
    }
    for kind in ["Job", "Service", "NetworkPolicy", "PodDisruptionBudget"] {
        assert_eq!(objects.at(kind, "/metadata/name"), name, "{kind}");
    }
    assert_eq!(objects.at("Kustomization", "/configMapGenerator/0/name"), name);
    assert_eq!(objects.at("Kustomization", "/configMapGenerator/0/options/disableNameSuffixHash"), true);
    // A pod's name in DNS is its host name, INDEX behind that of the Job, below the Service's.
    assert_eq!(objects.at("Job", "/spec/template/spec/subdomain"), name);
    let (host, port) = objects.flag("--cluster").unwrap().split_once(':').unwrap();
    assert_eq!(host, format!("{name}-0.{name}"));
    assert!(format!("{name}-{}", shards - 1).len() <= 63);
    for (kind, pointer) in [
        ("Service", "/spec/ports/0/port"),
        ("NetworkPolicy", "/spec/ingress/0/ports/0/port"),
        ("NetworkPolicy", "/spec/egress/0/ports/0/port"),
        ("Job", "/spec/template/spec/containers/0/ports/0/containerPort"),
    ] {
        assert_eq!(objects.at(kind, pointer).to_string(), port, "{kind}{pointer}");
    }
    assert_eq!(objects.at("Service", "/spec/ports/0/targetPort"), &objects.container()["ports"][0]["name"]);
    assert_eq!(objects.at("Service", "/spec/clusterIP"), "None");
    assert_eq!(objects.at("Service", "/spec/publishNotReadyAddresses"), true);
    for (kind, pointer, expected) in [
        ("Job", "/spec/completions", shards),
        ("Job", "/spec/parallelism", shards),
        ("Job", "/spec/maxFailedIndexes", shards - 1),
        ("Job", "/spec/backoffLimitPerIndex", 0),
        ("PodDisruptionBudget", "/spec/minAvailable", shards),
    ] {
        assert_eq!(objects.at(kind, pointer), expected, "{kind}{pointer}");
    }
    assert_eq!(objects.flag("--shards"), Some(shards.to_string().as_str()));
    let policy = objects.at("Job", "/spec/podFailurePolicy/rules/0/onExitCodes");
    assert_eq!(
        policy,
        &json!({"containerName": objects.container()["name"], "operator": "In", "values": [2]})
    );
    assert_eq!(objects.at("Job", "/spec/template/spec/restartPolicy"), "Never");
    assert_eq!(objects.at("Job", "/spec/podReplacementPolicy"), "Failed");
    assert_eq!(objects.at("Job", "/spec/completionMode"), "Indexed");
}

fn assert_may_do_little(objects: &Objects) {
    let pod = objects.at("Job", "/spec/template/spec");
    assert_eq!(pod["automountServiceAccountToken"], false);
    assert_eq!(pod["enableServiceLinks"], false);
    let security = &pod["securityContext"];
    assert_eq!(
        (&security["runAsNonRoot"], &security["seccompProfile"]["type"]),
        (&json!(true), &json!("RuntimeDefault"))
    );
    assert!(security["runAsUser"].as_u64().unwrap() > 0 && security["fsGroup"] == security["runAsUser"]);
    let expected = json!({
        "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]},
    });
    assert_eq!(objects.container()["securityContext"], expected);
    // Guaranteed: the two are the same, and the cores whole.
    let resources = &objects.container()["resources"];
    assert_eq!(resources["requests"], resources["limits"]);
    assert!(resources["limits"]["cpu"].is_u64() && resources["limits"]["memory"].is_string(), "{resources}");
    let volumes = pod["volumes"].as_array().unwrap().iter().map(|volume| volume["name"].clone());
    let volumes: Vec<Value> = volumes.collect();
    let mounts = objects.container()["volumeMounts"].as_array().unwrap();
    assert!(mounts.iter().all(|mount| volumes.contains(&mount["name"])) && mounts.len() == volumes.len());
    for variable in objects.container()["env"].as_array().unwrap() {
        let reference = &variable["valueFrom"]["secretKeyRef"];
        assert!(variable.get("value").is_none(), "{variable}");
        assert_eq!(
            (&reference["name"], &reference["key"]),
            (objects.at("Job", "/metadata/name"), &variable["name"])
        );
    }
}

#[test]
fn the_objects_belong_together_whatever_is_asked_for() {
    let longest = "a".repeat(59);
    for (name, shards, more) in [
        ("promo-load", 1, &[][..]),
        (
            "black-friday",
            4,
            &["--kubernetes", "1.29", "--results-claim", "runs.2026", "--cpus", "8", "--memory", "512Mi"],
        ),
        ("x", 1000, &["--namespace", "2026", "--image", "registry.example:5000/pl@sha256:00", "--json"]),
        (
            longest.as_str(),
            1000,
            &["--kubernetes", "v1.37.1", "--rate", "50/s", "--duration", "5m", "--seed", "9"],
        ),
    ] {
        let place = place();
        let count = shards.to_string();
        let fixed = ["export-k8s", "shop.toml", "--name", name, "--shards", &count, "-o", "cluster"];
        place.run(&[&fixed[..], more].concat()).assert_code(0);
        let objects = Objects::read(&place.path("cluster"));
        assert_belongs_together(&objects, name, shards);
        assert_may_do_little(&objects);
        let success = objects.at("Job", "/spec").get("successPolicy");
        assert_eq!(success.is_some(), !more.contains(&"1.29"));
        assert!(success.is_none_or(|policy| policy == &json!({"rules": [{"succeededIndexes": "0"}]})));
    }
}

#[test]
fn flags_say_what_the_pods_do() {
    let place = place();
    place
        .run(&[
            "export-k8s",
            "shop.toml",
            "--shards",
            "2",
            "-o",
            "cluster",
            "--vus",
            "40",
            "--duration",
            "10m",
            "--seed",
            "7",
            "--threshold",
            "visits:rate>0.99",
            "--json",
            "--namespace",
            "load",
            "--results-claim",
            "runs",
            "--secret-env",
            "PROMO_LOAD_PROXY",
        ])
        .assert_code(0);
    let objects = Objects::read(&place.path("cluster"));
    assert_eq!(objects.arguments()[..2], ["bench", "/scenario/scenario.toml"]);
    let given =
        ["--output", "--seed", "--threshold", "--on-lost-shard"].map(|flag| objects.flag(flag).unwrap());
    assert_eq!(given, ["/runs", "7", "visits: rate>0.99", "stop"]);
    assert_eq!(objects.arguments().last(), Some(&"--json"));
    assert_eq!(objects.variables(), ["PROMO_LOAD_CLUSTER_TOKEN", "PROMO_LOAD_PROXY"]);
    assert_eq!(objects.at("Kustomization", "/namespace"), "load");
    assert_eq!(objects.at("Job", "/spec/template/spec/volumes/1/persistentVolumeClaim/claimName"), "runs");
    assert_eq!(objects.at("NetworkPolicy", "/spec/egress/2/ports/0/port"), 8080);
    // The load of all pods together stands in the scenario, which is one place.
    let scenario: toml::Table = place.read("cluster/files/scenario.toml").parse().unwrap();
    assert_eq!((&scenario["load"]["vus"], &scenario["load"]["duration"]), (&40.into(), &"10m".into()));
    assert_eq!(objects.flag("--vus"), None);
    // Ten minutes of load, and what comes before and after it.
    let deadline = objects.at("Job", "/spec/activeDeadlineSeconds").as_u64().unwrap();
    assert!((600 + 1800..600 + 1800 + 120).contains(&deadline), "{deadline}");
}

/// The keys come from the Secret, and the network lets the store's port pass.
#[cfg(feature = "object-store")]
#[test]
fn the_leader_copies_the_results_to_a_store() {
    let place = place();
    let common = ["export-k8s", "shop.toml", "--shards", "2", "-o", "cluster", "--results-to"];
    let ended = place.run(&[&common[..], &["s3://results/bf", "--secret-env", "AWS_REGION"]].concat());
    ended.assert_code(0);
    let objects = Objects::read(&place.path("cluster"));
    assert_eq!(objects.flag("--results-to"), Some("s3://results/bf"));
    let keys = ["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY"];
    assert_eq!(objects.variables(), [&keys[..], &["PROMO_LOAD_CLUSTER_TOKEN"]].concat());
    for key in keys {
        assert!(ended.stdout.contains(&format!("--from-literal={key}=\"${key}\"")), "{}", ended.stdout);
    }
    let ports = objects.at("NetworkPolicy", "/spec/egress/2/ports").as_array().unwrap();
    let ports: Vec<_> = ports.iter().map(|port| port["port"].as_u64().unwrap()).collect();
    assert_eq!(ports, [8080, 443]);
}

#[test]
fn every_file_of_the_scenario_is_where_the_scenario_names_it() {
    let place = place();
    place.run(&["export-k8s", "shop.toml", "--shards", "2", "-o", "cluster"]).assert_code(0);
    let objects = Objects::read(&place.path("cluster"));
    let expected = [
        ("data_terms.csv", "data/terms.csv"),
        ("a_picture.png", "a picture.png"),
        ("scenario.toml", "scenario.toml"),
    ];
    assert_eq!(objects.mounted("configMap"), expected);
    let keys = objects.at("Kustomization", "/configMapGenerator/0/files").as_array().unwrap();
    for (key, path) in expected {
        let file = format!("files/{key}");
        assert!(keys.contains(&json!(file)), "{keys:?}");
        if path != "scenario.toml" {
            assert_eq!(
                fs::read(place.path("cluster").join(file)).unwrap(),
                fs::read(place.path(path)).unwrap()
            );
        }
    }
    let scenario: toml::Table = place.read("cluster/files/scenario.toml").parse().unwrap();
    assert_eq!(scenario["data"][0]["file"].as_str(), Some("data/terms.csv"));
    let part = &scenario["journey"][0]["step"][1]["multipart"][0];
    assert_eq!(part["file"].as_str(), Some("a picture.png"));
}

/// What a pod finds at /scenario, as the kubelet lays it out.
fn mount(place: &Place, objects: &Objects) {
    for (key, path) in objects.mounted("configMap") {
        let mounted = place.path("scenario").join(path);
        fs::create_dir_all(mounted.parent().unwrap()).unwrap();
        fs::copy(place.path("cluster/files").join(key), mounted).unwrap();
    }
}

#[test]
fn a_pod_walks_what_was_exported() {
    let (shop, place) = (shop(), Place::new());
    place.run(&["compile", &promotion(&shop), "-o", "promo.toml"]).assert_code(0);
    let data = "\n[[data]]\nname = 'term'\nfile = 'more/terms.jsonl'\n[[journey]]\nname = 'search'\n\
        [[journey.step]]\nname = 'search'\npath = '/en/search?s=${term.word}'\n";
    place.write("promo.toml", &(place.read("promo.toml") + data));
    fs::create_dir(place.path("more")).unwrap();
    place.write("more/terms.jsonl", "{\"word\": \"mug\"}\n");
    let flags = ["--vus", "2", "--iterations", "60", "--seed", "3"];
    place
        .run(&[&["export-k8s", "promo.toml", "--shards", "2", "-o", "cluster"], &flags[..]].concat())
        .assert_code(0);
    let objects = Objects::read(&place.path("cluster"));
    mount(&place, &objects);
    let path = objects.arguments()[1].trim_start_matches('/').to_owned();
    let ended = place.run(&["bench", &path, "--think-time", "0", "--quiet"]);
    assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    let files = place.files();
    assert!(files.requests("search") > 0 && files.all_requests() > files.requests("search"));
}

#[test]
fn kubectl_builds_the_folder() {
    if !is_there("kubectl") {
        return;
    }
    let place = place();
    let flags = ["export-k8s", "shop.toml", "--shards", "3", "--namespace", "load", "-o", "cluster"];
    let said = place.run(&flags);
    assert!(said.assert_code(0).stdout.contains("kubectl apply --server-side -k cluster"), "{said:?}");
    let built = Command::new("kubectl").args(["kustomize"]).arg(place.path("cluster")).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let text = String::from_utf8(built.stdout).unwrap();
    let objects: Vec<Value> = text.split("\n---\n").map(yaml).collect();
    let kinds: Vec<&str> = objects.iter().map(|object| object["kind"].as_str().unwrap()).collect();
    let expected = ["ConfigMap", "Service", "PodDisruptionBudget", "Job", "NetworkPolicy"];
    assert_eq!(kinds.len(), expected.len());
    for kind in expected {
        let object =
            objects.iter().find(|object| object["kind"] == kind).unwrap_or_else(|| panic!("{kinds:?}"));
        assert_eq!(object["metadata"]["namespace"], "load", "{kind}");
        assert_eq!(object["metadata"]["name"], "promo-load", "{kind}");
    }
    let config = objects.iter().find(|object| object["kind"] == "ConfigMap").unwrap();
    assert_eq!(config["data"]["data_terms.csv"], "word\nmug\n");
    // Bytes that are not text stay as they are.
    assert_eq!(config["binaryData"]["a_picture.png"].as_str().map(str::trim), Some("iVAA/w=="));
}

/// The chart has no test of its own here: `.ci/deploy` compares it with these manifests. What it repeats of the program is compared
/// here.
#[test]
fn the_chart_is_of_this_version() {
    let read = |path: &str| fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let chart = yaml(&read("deploy/helm/promo-load/Chart.yaml"));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!((&chart["version"], &chart["appVersion"]), (&json!(version), &json!(version)));
    let (oldest, newest) =
        (promo_load::kubernetes::ClusterVersion::OLDEST, promo_load::kubernetes::ClusterVersion::NEWEST);
    assert_eq!(chart["kubeVersion"], format!(">={oldest}.0-0"));
    let script = read(".ci/deploy");
    let line = script.lines().find_map(|line| line.strip_prefix("versions=(")).unwrap();
    let tried: Vec<&str> = line.trim_end_matches(')').split(' ').collect();
    assert_eq!(
        (tried[0], tried[tried.len() - 1]),
        (oldest.to_string().as_str(), newest.to_string().as_str())
    );
    let help = Place::new().run(&["export-k8s", "--help"]).stdout;
    assert!(help.contains(&format!("{oldest} to {newest}")), "{help}");
}

//! A small stand-in for the Job controller and the kubelet: reads what `export-k8s` wrote, starts a process for each index with its
//! environment and files, and applies the Job's policies. What Kubernetes would do with a run that loses a pod can be seen without it.

use std::fs;
use std::net::TcpListener;

use promo_load::shop::DemoShop;
use serde::Deserialize as _;
use serde_json::Value;

use crate::cluster::team::TOKEN;
use crate::support::{BINARY, Place, RunFiles, Running, shop, wait_until};

/// What became of a Job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JobEnd {
    /// By its success policy.
    Succeeded,
    /// By a policy, or because not all indexes succeeded.
    Failed,
}

/// A Job with its pods.
struct Job<'p> {
    spec: Value,
    leader: String,
    places: &'p [Place],
    /// By index; several where a second pod of one was made.
    pods: Vec<(usize, Pod<'p>)>,
}

enum Pod<'p> {
    Running(Running<'p>),
    /// With its exit code; none when a signal ended it.
    Ended(Option<i32>),
}

/// Writes the manifests of a scenario, and lays the files out in a folder for each pod.
fn export(shop: &DemoShop, load: &str, flags: &[&str]) -> (Value, Vec<Place>) {
    let place = Place::new();
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 'pods'\nbase_url = '{}'\n[load]\n{load}\n[[data]]\nname = 'term'\nfile = 'terms.csv'\n[[journey]]\n\
             name = 'look'\n[[journey.step]]\nname = 'page'\npath = '/en/?x=${{term.word}}'\nthink_time = '30ms'\n[thresholds]\n\
             http_reqs = ['count>=0']\n",
            shop.base_url()
        ),
    );
    place.write("terms.csv", "word\nmug\nbowl\n");
    let command =
        [&["export-k8s", "s.toml", "--shards", "3", "-o", "k8s", "--kubernetes", "1.34"], flags].concat();
    place.run(&command).assert_code(0);
    let text = place.read("k8s/job.yaml");
    let job = Value::deserialize(yaml_serde::Deserializer::from_str(&text)).unwrap();
    let pods: Vec<Place> = (0..3).map(|_| Place::new()).collect();
    let items = job.pointer("/spec/template/spec/volumes/0/projected/sources/0/configMap/items").unwrap();
    for pod in &pods {
        for item in items.as_array().unwrap() {
            let (key, path) = (item["key"].as_str().unwrap(), item["path"].as_str().unwrap());
            let mounted = pod.path("scenario").join(path);
            fs::create_dir_all(mounted.parent().unwrap()).unwrap();
            fs::copy(place.path("k8s/files").join(key), mounted).unwrap();
        }
    }
    (job, pods)
}

impl<'p> Job<'p> {
    /// Makes the pods of all indexes.
    fn create(job: &Value, places: &'p [Place]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut job =
            Self { spec: job["spec"].clone(), leader: format!("127.0.0.1:{port}"), places, pods: Vec::new() };
        assert_eq!(job.spec["completionMode"], "Indexed");
        let completions = job.count("/completions");
        assert_eq!(job.count("/parallelism"), completions);
        (0..completions).for_each(|index| job.start(index, &places[index]));
        job
    }

    fn count(&self, pointer: &str) -> usize {
        usize::try_from(self.spec.pointer(pointer).unwrap().as_u64().unwrap()).unwrap()
    }

    /// Starts a pod of an index, with its files in a folder of its own, as the kubelet does.
    fn start(&mut self, index: usize, place: &'p Place) {
        let pod = &self.spec["template"]["spec"];
        assert_eq!(pod["restartPolicy"], "Never");
        let container = &pod["containers"][0];
        let name = pod["subdomain"].as_str().unwrap();
        let headless = format!("{name}-0.{name}:7117");
        let mut command = place.command(BINARY);
        for argument in container["args"].as_array().unwrap() {
            let argument = argument.as_str().unwrap();
            let argument = argument.replace(&headless, &self.leader).replace("/scenario/", "scenario/");
            command.arg(if argument == "/runs" { "out" } else { &argument });
        }
        command.env("JOB_COMPLETION_INDEX", index.to_string()).env("HOSTNAME", format!("{name}-{index}"));
        for variable in container["env"].as_array().unwrap() {
            let variable = variable["name"].as_str().unwrap();
            assert_eq!(variable, "PROMO_LOAD_CLUSTER_TOKEN", "the only key of the Secret");
            command.env(variable, TOKEN);
        }
        self.pods.push((index, Pod::Running(place.start(&mut command))));
    }

    fn signal(&self, index: usize, signal: &str) {
        for (known, pod) in &self.pods {
            if let (true, Pod::Running(running)) = (*known == index, pod) {
                running.signal(signal);
            }
        }
    }

    /// Applies the policies until the Job has ended, and ends what still runs, as the controller does.
    fn end(&mut self) -> JobEnd {
        let mut end = None;
        wait_until("the end of the Job", || {
            self.look();
            end = self.judge();
            end.is_some()
        });
        // With SIGTERM; what is left after the grace period would get SIGKILL.
        self.delete();
        end.unwrap()
    }

    /// Deletes the pods that still run.
    fn delete(&mut self) {
        for (_, pod) in &self.pods {
            if let Pod::Running(running) = pod {
                running.signal("-TERM");
            }
        }
        wait_until("the end of the pods", || {
            self.look();
            self.pods.iter().all(|(_, pod)| matches!(pod, Pod::Ended(_)))
        });
    }

    fn look(&mut self) {
        for (_, pod) in &mut self.pods {
            if let Pod::Running(running) = pod
                && let Some(code) = running.try_code()
            {
                *pod = Pod::Ended(code);
            }
        }
    }

    /// What the Job's policies make of the pods that have ended.
    fn judge(&self) -> Option<JobEnd> {
        let ended = || {
            self.pods.iter().filter_map(|(index, pod)| match pod {
                Pod::Ended(code) => Some((*index, *code)),
                Pod::Running(_) => None,
            })
        };
        let rules = self.spec.pointer("/podFailurePolicy/rules").unwrap().as_array().unwrap();
        let fails_all = |code: i32| {
            rules.iter().any(|rule| {
                let values = rule.pointer("/onExitCodes/values").and_then(Value::as_array);
                rule["action"] == "FailJob"
                    && values
                        .is_some_and(|values| values.iter().any(|value| value.as_i64() == Some(code.into())))
            })
        };
        if ended().any(|(_, code)| code.is_some_and(fails_all)) {
            return Some(JobEnd::Failed);
        }
        let succeeded = self.spec.pointer("/successPolicy/rules/0/succeededIndexes").unwrap();
        let succeeded = succeeded.as_str().unwrap();
        if ended().any(|(index, code)| code == Some(0) && index.to_string() == succeeded) {
            return Some(JobEnd::Succeeded);
        }
        // Nothing is started again.
        assert_eq!(self.count("/backoffLimitPerIndex"), 0);
        let failed = ended().filter(|(_, code)| *code != Some(0)).count();
        let all_ended = ended().count() == self.pods.len();
        (failed > self.count("/maxFailedIndexes") || all_ended).then_some(JobEnd::Failed)
    }

    fn code(&self, index: usize) -> Option<i32> {
        self.pods.iter().find_map(|(known, pod)| match pod {
            Pod::Ended(code) if *known == index => *code,
            _ => None,
        })
    }

    fn log(&self, index: usize) -> String {
        let place = &self.places[index];
        place.read("stdout") + &place.read("stderr")
    }

    fn report(&self) -> RunFiles {
        self.places[0].files()
    }
}

const HOUR: &str = "executor = 'constant-vus'\nvus = 9\nduration = '30m'\nstart_jitter = '0s'";
const COUNTED: &str = "executor = 'per-vu-iterations'\nvus = 9\niterations = 40";

fn await_load(shop: &DemoShop, requests: u64) {
    wait_until("the load", || shop.stats().requests >= requests);
}

#[test]
fn a_job_ends_with_the_leaders_report() {
    let shop = shop();
    let (job, places) = export(&shop, COUNTED, &[]);
    let mut job = Job::create(&job, &places);
    assert_eq!(job.end(), JobEnd::Succeeded);
    assert_eq!(job.report().all_requests(), shop.stats().requests);
    assert_eq!(shop.stats().requests, 360);
    assert!(
        job.log(0).contains("3 generators, which began within"),
        "the verdict is in the log: {}",
        job.log(0)
    );
    assert!(!job.log(0).contains(TOKEN) && !job.report().text.contains(TOKEN));
}

/// The node of a follower is gone: nothing is started again, and the leader has time for its report.
#[test]
fn a_pod_that_is_lost_fails_the_job_and_not_the_report() {
    let shop = shop();
    let (job, places) = export(&shop, HOUR, &[]);
    let mut job = Job::create(&job, &places);
    await_load(&shop, 300);
    job.signal(2, "-KILL");
    assert_eq!(job.end(), JobEnd::Failed);
    assert_eq!((job.code(0), job.code(1), job.code(2)), (Some(120), Some(0), None));
    assert_eq!(job.report().ending(), "generator_lost");
    assert_eq!(job.pods.len(), 3, "each index had one pod");
}

#[test]
fn a_leader_that_is_lost_leaves_no_load() {
    let shop = shop();
    let (job, places) = export(&shop, HOUR, &[]);
    let mut job = Job::create(&job, &places);
    await_load(&shop, 300);
    job.signal(0, "-KILL");
    assert_eq!(job.end(), JobEnd::Failed);
    assert_eq!((job.code(1), job.code(2)), (Some(1), Some(1)), "they stopped by themselves");
}

/// `kubectl delete job`: all pods get the signal at once.
#[test]
fn a_job_that_is_deleted_has_a_report() {
    let shop = shop();
    let (job, places) = export(&shop, HOUR, &[]);
    let mut job = Job::create(&job, &places);
    await_load(&shop, 300);
    job.delete();
    assert!(matches!(job.code(0), Some(105 | 120)), "{:?}", job.code(0));
    assert!(matches!(job.report().ending(), "interrupted" | "generator_lost"));
}

/// As with the default `podReplacementPolicy`, where the controller makes another pod while the first one ends.
#[test]
fn a_second_pod_of_an_index_is_turned_away() {
    let shop = shop();
    let (job, places) = export(&shop, HOUR, &[]);
    let again = Place::new();
    fs::create_dir_all(again.path("scenario")).unwrap();
    for file in ["scenario.toml", "terms.csv"] {
        fs::copy(places[2].path("scenario").join(file), again.path("scenario").join(file)).unwrap();
    }
    let mut job = Job::create(&job, &places);
    await_load(&shop, 300);
    job.start(2, &again);
    wait_until("the second pod ends", || {
        job.look();
        matches!(job.pods[3].1, Pod::Ended(Some(104)))
    });
    assert!(again.read("stderr").contains("already"), "{}", again.read("stderr"));
    assert!(matches!(job.pods[2].1, Pod::Running(_)), "the first one stays");
    job.delete();
}

/// A file-system that is full: the verdict is in the log all the same, and the followers end well.
#[cfg(target_os = "linux")]
#[test]
fn a_leader_without_room_tells_the_verdict() {
    let shop = shop();
    let (job, places) = export(&shop, COUNTED, &[]);
    // A folder that cannot be written to from the moment that the run has begun.
    let mut job = Job::create(&job, &places);
    await_load(&shop, 1);
    wait_until("the run's folder", || !places[0].runs().is_empty());
    let folder = places[0].runs().remove(0);
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "full").unwrap();
    job.end();
    assert!(job.log(0).contains("3 generators, which began within"), "{}", job.log(0));
    assert_eq!((job.code(1), job.code(2)), (Some(0), Some(0)));
}

/// A process of the run with a number that its Job does not have is an argument that is wrong in every pod.
#[test]
fn arguments_that_are_wrong_fail_the_job_at_once() {
    let shop = shop();
    let (mut job, places) = export(&shop, HOUR, &[]);
    let arguments = job.pointer_mut("/spec/template/spec/containers/0/args").unwrap().as_array_mut().unwrap();
    let shards = arguments.iter().position(|argument| argument == "--shards").unwrap();
    arguments[shards + 1] = Value::from("two");
    let mut job = Job::create(&job, &places);
    assert_eq!(job.end(), JobEnd::Failed);
    assert_eq!(shop.stats().requests, 0);
}

//! `export-k8s`: what Kubernetes does with the folder, as far as that can be looked at without one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

mod folder;
mod refused;
mod secrets;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize as _;
use serde_json::Value;

use crate::support::Place;

/// A scenario with a data file and a file that a form sends.
const SCENARIO: &str = "schema = 1\nname = 'mugs'\nbase_url = 'http://127.0.0.1:8080/'\nmode = 'full'\n\
    [load]\nexecutor = 'constant-vus'\nvus = 4\nduration = '2m'\n\
    [[data]]\nname = 'term'\nfile = 'data/terms.csv'\n\
    [[journey]]\nname = 'look'\n\
    [[journey.step]]\nname = 'page'\npath = '/en/search?s=${term.word}'\n\
    [[journey.step]]\nname = 'picture'\nmethod = 'POST'\npath = '/en/contact'\n\
    multipart = [{ name = 'picture', file = 'a picture.png' }]\n";

/// A folder with the scenario and its files.
fn place() -> Place {
    let place = Place::new();
    fs::create_dir(place.path("data")).unwrap();
    place.write("shop.toml", SCENARIO);
    place.write("data/terms.csv", "word\nmug\n");
    fs::write(place.path("a picture.png"), [0x89, b'P', 0, 0xff]).unwrap();
    place
}

/// The objects of an exported folder by their kinds; each kind once.
struct Objects(BTreeMap<String, Value>);

impl Objects {
    fn read(folder: &Path) -> Self {
        let kustomization = yaml(&fs::read_to_string(folder.join("kustomization.yaml")).unwrap());
        let named = kustomization["resources"].as_array().unwrap().clone();
        let mut objects = BTreeMap::from([("Kustomization".to_owned(), kustomization)]);
        for name in named {
            let object = yaml(&fs::read_to_string(folder.join(name.as_str().unwrap())).unwrap());
            let kind = object["kind"].as_str().unwrap().to_owned();
            assert!(objects.insert(kind.clone(), object).is_none(), "{kind} twice");
        }
        Self(objects)
    }

    /// A value by the kind of its object and its JSON pointer.
    fn at(&self, kind: &str, pointer: &str) -> &Value {
        let object = self.0.get(kind).unwrap_or_else(|| panic!("no {kind}"));
        object.pointer(pointer).unwrap_or_else(|| panic!("{kind} has no {pointer}"))
    }

    fn container(&self) -> &Value {
        self.at("Job", "/spec/template/spec/containers/0")
    }

    /// The arguments of every pod.
    fn arguments(&self) -> Vec<&str> {
        self.container()["args"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
    }

    /// What a flag is given.
    fn flag(&self, name: &str) -> Option<&str> {
        let arguments = self.arguments();
        let place = arguments.iter().position(|argument| *argument == name)?;
        arguments.get(place + 1).copied()
    }

    /// The keys and paths of the files that the pods find, from a ConfigMap or a Secret.
    fn mounted(&self, source: &str) -> Vec<(&str, &str)> {
        let sources = self.at("Job", "/spec/template/spec/volumes/0/projected/sources").as_array().unwrap();
        let items = sources.iter().filter_map(|known| known[source]["items"].as_array()).flatten();
        items.map(|item| (item["key"].as_str().unwrap(), item["path"].as_str().unwrap())).collect()
    }

    /// The variables that the pods take from the Secret.
    fn variables(&self) -> Vec<&str> {
        let variables = self.container()["env"].as_array().unwrap();
        variables.iter().map(|variable| variable["name"].as_str().unwrap()).collect()
    }
}

/// One document of YAML.
fn yaml(text: &str) -> Value {
    Value::deserialize(yaml_serde::Deserializer::from_str(text))
        .unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

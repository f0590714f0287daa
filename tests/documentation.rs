//! Compares the reference pages of the book with the program, so that a new flag, key, metric or exit code cannot be forgotten, and
//! one that is gone does not stay.
//!
//! A reference page lists names in the first column of its tables, each table below a heading.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use promo_load::cli::Cli;
use promo_load::config::Config;
use promo_load::metric::{MetricKind, MetricName};
use promo_load::scenario::Scenario;

type Names = BTreeSet<String>;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn reference(page: &str) -> String {
    file(&format!("docs/src/reference/{page}.md"))
}

/// The sections of a page by their headings, as they are written, with the text below each.
fn sections(page: &str) -> BTreeMap<String, String> {
    let mut sections = BTreeMap::new();
    let mut heading = String::new();
    let mut is_code = false;
    for line in page.lines() {
        is_code ^= line.starts_with("```");
        match line.strip_prefix("## ").filter(|_| !is_code) {
            Some(title) => heading = title.replace('`', ""),
            None => *sections.entry(heading.clone()).or_insert_with(String::new) += &format!("{line}\n"),
        }
    }
    sections
}

/// The texts in back-ticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The texts in back-ticks of the first column of every table.
fn first_column(section: &str) -> impl Iterator<Item = &str> {
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .filter_map(|row| row.split(" | ").next())
        .flat_map(quoted)
}

fn first_names(section: &str) -> Names {
    first_column(section).map(str::to_owned).collect()
}

/// The names that only one of the two has, for a message.
fn difference(documented: &Names, known: &Names) -> String {
    let missing: Vec<_> = known.difference(documented).collect();
    let gone: Vec<_> = documented.difference(known).collect();
    format!("not documented: {missing:?}; documented, but unknown: {gone:?}")
}

fn assert_same(place: &str, documented: &Names, known: &Names) {
    assert!(!known.is_empty(), "{place}: nothing to compare with");
    assert!(documented == known, "{place}: {}", difference(documented, known));
}

/// The flags of a section: `-u` and `--vus` of `` `-u`, `--vus N` ``.
fn flags_in(section: &str) -> Names {
    first_column(section)
        .filter_map(|text| text.split_whitespace().next())
        .filter(|flag| flag.starts_with('-'))
        .map(str::to_owned)
        .collect()
}

/// The flags of a command that people see. Those that clap adds are described in a sentence.
fn flags_of(command: &clap::Command) -> Names {
    let own = command.get_arguments().filter(|arg| !arg.is_hide_set());
    let own = own.filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version"));
    own.flat_map(|arg| {
        let long = arg.get_long().map(|name| format!("--{name}"));
        long.into_iter().chain(arg.get_short().map(|name| format!("-{name}")))
    })
    .collect()
}

fn program() -> clap::Command {
    let mut program = Cli::command();
    // Hands the flags of every command on to the commands.
    program.build();
    program
}

fn commands(program: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    program.get_subcommands().filter(|command| command.get_name() != "help" && !command.is_hide_set())
}

#[test]
fn every_flag_of_every_command_is_in_the_reference() {
    let program = program();
    let page = reference("flags");
    let sections = sections(&page);
    let groups = [("Every command", "#every-command"), ("Target", "#target"), ("Load", "#load")];

    assert_same("flags of every command", &flags_in(&sections["Every command"]), &flags_of(&program));
    for command in commands(&program) {
        let name = command.get_name();
        let section = sections.get(name).unwrap_or_else(|| panic!("flags.md has no section for `{name}`"));
        let shared = groups.iter().filter(|(_, link)| section.contains(&format!("({link})")));
        let documented =
            shared.fold(flags_in(section), |flags, (group, _)| &flags | &flags_in(&sections[*group]));
        assert_same(name, &documented, &flags_of(command));
    }
    let known: Names = commands(&program).map(|command| command.get_name().to_owned()).collect();
    let named: Names = page
        .lines()
        .filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect();
    assert_same("commands", &named, &known);
}

#[test]
fn every_variable_in_place_of_a_flag_is_in_the_reference() {
    let program = program();
    let page = reference("environment");
    let documented = sections(&page);
    let documented: BTreeSet<(String, String)> = documented["In place of a flag"]
        .lines()
        .filter_map(|line| {
            let mut names = quoted(line.strip_prefix("| `").map(|_| line)?);
            Some((names.next()?.to_owned(), names.next()?.to_owned()))
        })
        .collect();
    let known: BTreeSet<(String, String)> = commands(&program)
        .chain([&program])
        .flat_map(clap::Command::get_arguments)
        .filter_map(|arg| {
            let variable = arg.get_env()?.to_str()?.to_owned();
            Some((variable, format!("--{}", arg.get_long()?)))
        })
        .collect();
    assert!(!known.is_empty());
    assert_eq!(documented, known);
}

#[test]
fn every_exit_code_is_in_the_reference() {
    let known: Names = file("src/exit.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": u8 = ")?.1.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let documented: Names = reference("exit-codes")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|cell| cell.parse::<u8>().is_ok())
        .map(str::to_owned)
        .collect();
    assert_same("exit codes", &documented, &known);
}

#[test]
fn every_metric_is_in_the_reference_with_its_kind() {
    let documented: BTreeSet<(String, String)> = reference("metrics")
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split(" | ");
            Some((cells.next()?.trim_end_matches('`').to_owned(), cells.next()?.to_owned()))
        })
        .collect();
    let known: BTreeSet<(String, String)> = MetricName::ALL
        .iter()
        .map(|metric| (metric.as_str().to_owned(), metric.kind().as_str().to_owned()))
        .collect();
    assert_eq!(documented, known);

    let page = reference("thresholds");
    let kinds = [MetricKind::Counter, MetricKind::Gauge, MetricKind::Rate, MetricKind::Trend];
    let known: Names = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    assert_same("kinds of metrics", &first_names(&sections(&page)["The expression"]), &known);
}

/// A key that no table has.
const UNKNOWN: &str = "no_such_key";

/// The keys of the table that a text ends in, from the parser's complaint about one that it does not know.
fn keys(parse: &dyn Fn(&str) -> Result<(), String>, text: &str) -> Names {
    let error = parse(text).unwrap_err();
    let (_, expected) = error
        .split_once(&format!("unknown field `{UNKNOWN}`, expected "))
        .unwrap_or_else(|| panic!("{text}\nis refused for another reason: {error}"));
    quoted(expected).map(str::to_owned).collect()
}

#[test]
fn every_key_of_a_scenario_is_in_the_reference() {
    let parse = |text: &str| {
        Scenario::parse(text, Path::new("s.toml")).map(|_| ()).map_err(|error| error.to_string())
    };
    let head = "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1/'\n";
    let step = "[[journey]]\nname = 'x'\n[[journey.step]]\nname = 'x'\npath = '/'\n";
    let page = reference("scenario");
    let sections = sections(&page);
    for (section, table) in [
        ("The file", String::new()),
        ("[http]", "[http]\n".to_owned()),
        ("[load]", "[load]\nexecutor = 'constant-vus'\n".to_owned()),
        ("[[data]]", "[[data]]\nname = 'x'\n".to_owned()),
        ("[[journey]]", "[[journey]]\nname = 'x'\n".to_owned()),
        ("[[journey.step]]", step.to_owned()),
        ("[[journey.step.check]]", format!("{step}[[journey.step.check]]\nname = 'x'\n")),
        ("[[journey.step.extract]]", format!("{step}[[journey.step.extract]]\nname = 'x'\n")),
        ("[[journey.step.multipart]]", format!("{step}[[journey.step.multipart]]\nname = 'x'\n")),
        ("[page]", "[page]\nurl = 'http://127.0.0.1/'\n".to_owned()),
        ("[[promotion]]", "[[promotion]]\ntype = 'gift'\n".to_owned()),
    ] {
        let known = keys(&parse, &format!("{head}{table}{UNKNOWN} = 1\n"));
        assert_same(section, &first_names(&sections[section]), &known);
    }
    // k6's spellings are named in the meaning of ours.
    let entry = format!("{head}[thresholds]\nchecks = [{{ threshold = 'rate>0.9', {UNKNOWN} = 1 }}]\n");
    let thresholds = reference("thresholds");
    let known: Names = keys(&parse, &entry);
    let text = &self::sections(&thresholds)["An entry with options"];
    let documented: Names = quoted(text).map(str::to_owned).collect();
    assert!(known.is_subset(&documented), "options of a threshold: {}", difference(&documented, &known));
    assert!(first_names(text).is_subset(&known));
}

/// The words that a key takes, from the parser's complaint about one that it does not know.
#[test]
fn every_word_that_a_key_of_a_scenario_takes_is_in_its_row() {
    let head = "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1/'\n";
    let step = "[[journey]]\nname = 'x'\n[[journey.step]]\nname = 'x'\npath = '/'\n";
    let load = "[load]\nexecutor = 'constant-vus'\n";
    let page = reference("scenario");
    let sections = sections(&page);
    for (section, key, table) in [
        ("The file", "mode", String::new()),
        ("[http]", "version", "[http]\n".to_owned()),
        ("[http]", "cookies", "[http]\n".to_owned()),
        ("[http]", "connections", "[http]\n".to_owned()),
        ("[load]", "executor", "[load]\n".to_owned()),
        ("[load]", "spacing", load.to_owned()),
        ("[load]", "after_stall", load.to_owned()),
        ("[[data]]", "pick", "[[data]]\nname = 'x'\n".to_owned()),
        ("[[journey.step]]", "role", step.to_owned()),
        ("[[journey.step.extract]]", "pick", format!("{step}[[journey.step.extract]]\nname = 'x'\n")),
        ("[[promotion]]", "type", "[[promotion]]\n".to_owned()),
        ("[[promotion]]", "state", "[[promotion]]\ntype = 'gift'\n".to_owned()),
    ] {
        let text = format!("{head}{table}{key} = 'no-such-word'\n");
        let error = Scenario::parse(&text, Path::new("s.toml")).unwrap_err().to_string();
        let (_, expected) = error
            .split_once("unknown variant `no-such-word`, expected ")
            .unwrap_or_else(|| panic!("{error}"));
        let known: Names = quoted(expected).map(|word| format!("\"{word}\"")).collect();
        let begin = format!("| `{key}` | ");
        let row = sections[section].lines().find_map(|line| line.strip_prefix(begin.as_str())).unwrap();
        let documented: Names = quoted(row).map(str::to_owned).collect();
        assert!(known.is_subset(&documented), "{section} {key}: {}", difference(&documented, &known));
    }
}

#[test]
fn every_key_of_the_configuration_is_in_the_reference() {
    let parse = |text: &str| {
        Config::parse(text, Path::new("promo-load.toml")).map(|_| ()).map_err(|error| error.to_string())
    };
    let page = reference("configuration");
    let sections = sections(&page);
    for (section, table) in
        [("The file", ""), ("[defaults]", "[defaults]\n"), ("[host.\"…\"]", "[host.'shop.example']\n")]
    {
        let known = keys(&parse, &format!("schema = 1\n{table}{UNKNOWN} = 1\n"));
        assert_same(section, &first_names(&sections[section]), &known);
    }
}

#[test]
fn every_key_of_run_json_is_in_the_reference() {
    let schema: serde_json::Value = serde_json::from_str(&file("src/record/run.schema.json")).unwrap();
    let known: Names = schema["properties"].as_object().unwrap().keys().cloned().collect();
    let page = reference("run-json");
    assert_same("run.json", &first_names(&sections(&page)[""]), &known);
}

/// The pages of the book.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn the_book_lists_each_page_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src");
    let mut found = Vec::new();
    pages(&folder, &mut found);
    let summary = file("docs/src/SUMMARY.md");
    for page in found.iter().filter(|page| !page.ends_with("SUMMARY.md")) {
        let name = page.strip_prefix(&folder).unwrap().display().to_string();
        assert_eq!(summary.matches(&format!("({name})")).count(), 1, "{name}");
    }
}

/// What stands in the ```` ```toml ```` blocks of a page.
fn toml_blocks(page: &str) -> impl Iterator<Item = String> {
    page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default().to_owned())
}

#[test]
fn every_example_in_toml_can_be_read() {
    let mut found = Vec::new();
    pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src"), &mut found);
    let head = "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1/'\n";
    let journey = "[[journey]]\nname = 'x'\n";
    let step = "[[journey.step]]\nname = 'x'\npath = '/'\n";
    let mut read = 0;
    for page in &found {
        let text = std::fs::read_to_string(page).unwrap();
        for block in toml_blocks(&text) {
            let result = match block.trim_start() {
                block if block.starts_with("schema") => {
                    Config::parse(block, page).map(|_| ()).map_err(|error| error.to_string())
                }
                block => {
                    let before = match block {
                        block if block.starts_with("[[journey.step]]") => journey.to_owned(),
                        block if block.starts_with("multipart") => format!("{journey}{step}"),
                        _ => String::new(),
                    };
                    let text = format!("{head}{before}{block}");
                    Scenario::parse(&text, page).map(|_| ()).map_err(|error| error.to_string())
                }
            };
            assert_eq!(result, Ok(()), "{block}");
            read += 1;
        }
    }
    assert!(read > 0);
}

//! `completions` and `man`.

use std::fs;

use crate::support::{Place, is_there};

/// A place with the completions of a shell in a file of that name.
fn place_with(shell: &str) -> Place {
    let place = Place::new();
    let script = place.run(&["completions", shell]);
    script.assert_code(0);
    place.write(shell, &script.stdout);
    place
}

#[test]
fn shells_read_their_completions() {
    for (shell, check) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        if is_there(shell) {
            let place = place_with(shell);
            let read = place.start(place.command(shell).args([check, shell])).wait();
            read.assert_code(0);
            assert_eq!(read.stderr, "", "{shell}");
        }
    }
    for shell in ["powershell", "elvish"] {
        assert!(Place::new().run(&["completions", shell]).stdout.contains("demo-shop"), "{shell}");
    }
}

#[test]
fn bash_completes_a_command_and_a_flag() {
    if !is_there("bash") {
        return;
    }
    let place = place_with("bash");
    for (words, expected) in [
        ("promo-load ben", "bench"),
        ("promo-load bench --find-cap", "--find-capacity"),
        ("promo-load demo-shop --work", "--workers"),
        ("promo-load schema sce", "scenario"),
    ] {
        let script = format!(
            "source ./bash; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             registered=$(complete -p promo-load); registered=${{registered##*-F }}; \
             \"${{registered%% *}}\" promo-load \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let completed = place.start(place.command("bash").args(["-c", &script])).wait();
        assert_eq!(completed.assert_code(0).stdout.trim(), expected, "{words}");
    }
}

#[test]
fn fish_completes_a_command() {
    if is_there("fish") {
        let place = place_with("fish");
        let script = "source ./fish; complete --do-complete 'promo-load ben'";
        let completed = place.start(place.command("fish").args(["--command", script])).wait();
        let said = &completed.assert_code(0).stdout;
        assert!(said.lines().count() == 1 && said.starts_with("bench\t"), "{said}");
    }
}

#[test]
fn each_command_has_a_page() {
    let place = Place::new();
    let main = place.run(&["man"]);
    main.assert_code(0);
    assert!(main.stdout.contains(".TH promo-load 1") && main.stdout.contains("promo\\-load\\-bench(1)"));
    place.run(&["man", "--output", "pages/man1"]).assert_code(0);
    let help = place.run(&["--help"]).stdout;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    let names: Vec<&str> = commands
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !["", "help"].contains(name))
        .collect();
    assert!(names.len() >= 9, "{names:?}");
    for name in &names {
        let page = place.read(&format!("pages/man1/promo-load-{name}.1"));
        assert!(page.contains(".SH OPTIONS") && page.contains(&name.replace('-', "\\-")), "{name}");
    }
    assert_eq!(fs::read_dir(place.path("pages/man1")).unwrap().count(), names.len() + 1);
    assert_eq!(place.read("pages/man1/promo-load.1"), main.stdout);
    // Pages that are there are made anew.
    place.run(&["man", "-o", "pages/man1"]).assert_code(0);
}

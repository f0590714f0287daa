//! What stands below the flags in `--help`: examples, and what exit codes mean.

use std::fmt::Write as _;

use crate::exit;

pub(super) const BENCH: &str = "\
promo-load bench --demo
promo-load bench https://preprod.shop.example/promo --vus 20 --duration 2m
promo-load bench https://preprod.shop.example/promo --mode full --voucher BF2025 --intensity light
promo-load bench https://preprod.shop.example/promo --find-capacity --expect-shoppers 500
promo-load bench promo.toml --threshold 'http_req_duration:p(95)<800'";

pub(super) const REPORT: &str = "\
promo-load report latest --lang fr
promo-load report promo-load-runs/2026-11-20T090000Z-shop.example-1a2b";

pub(super) const INSPECT: &str = "\
promo-load inspect https://shop.example/promo
promo-load inspect https://preprod.shop.example/promo --mode full --voucher BF2025
promo-load inspect saved-page.html --base-url https://shop.example/";

pub(super) const COMPILE: &str = "\
promo-load compile https://shop.example/promo -o promo.toml
promo-load compile recording.har --base-url https://shop.example/ -o promo.toml";

pub(super) const COMPARE: &str = "\
promo-load compare latest~1 latest
promo-load compare promo-load-runs/BEFORE promo-load-runs/AFTER
promo-load compare promo-load-runs/BEFORE promo-load-runs/AFTER --fail-if 'p(95) +10%' --markdown";

pub(super) const MERGE: &str = "\
promo-load merge machine-1/intervals.log machine-2/intervals.log -o merged
promo-load merge latest~1 latest -o merged --lang fr";

pub(super) const EXPORT_K6: &str = "\
promo-load export-k6 promo.toml -o promo.js
promo-load export-k6 https://shop.example/promo --vus 20 --duration 2m -o promo.js";

pub(super) const EXPORT_K8S: &str = "\
promo-load export-k8s promo.toml --shards 4 --vus 2000 --duration 10m -o cluster
promo-load export-k8s promo.toml --shards 4 --name black-friday --namespace load-tests --results-claim runs -o cluster";

pub(super) const DEMO_SHOP: &str = "\
promo-load demo-shop
promo-load demo-shop --workers 2 --page-time 30ms --cart-time 45ms --rule-time 15ms
promo-load demo-shop --listen 127.0.0.1:9000 --error-rate 0.1";

pub(super) const SERVE: &str = "\
promo-load serve
promo-load serve --demo
promo-load serve --listen 127.0.0.1:8080 --data /srv/promo-load
promo-load serve --backup desk-backup.sqlite";

pub(super) const MCP: &str = "\
promo-load mcp --desk https://desk.example/
promo-load mcp";

pub(super) const RUNS: &str = "\
promo-load runs
promo-load runs archive --json";

pub(super) const INIT: &str = "promo-load init";

pub(super) const DOCTOR: &str = "\
promo-load doctor
promo-load doctor https://shop.example/";

pub(super) const SCHEMA: &str = "promo-load schema scenario > scenario.schema.json";

pub(super) const COMPLETIONS: &str = "\
promo-load completions bash > ~/.local/share/bash-completion/completions/promo-load
promo-load completions zsh > ~/.zfunc/_promo-load
promo-load completions fish > ~/.config/fish/completions/promo-load.fish";

pub(super) const MAN: &str = "\
promo-load man > promo-load.1
promo-load man --output man1";

/// The examples of a command, under their heading.
pub(super) fn after(examples: &str) -> String {
    let lines: Vec<String> = examples.lines().map(|line| format!("  {line}")).collect();
    format!("Examples:\n{}\n\nExit codes: promo-load --help", lines.join("\n"))
}

/// The way of a campaign, and all exit codes.
pub(super) fn overview() -> String {
    let mut text = "\
A campaign, in this order:
  promo-load inspect URL                         does it see the promotion that you see?
  promo-load bench URL --intensity smoke         each journey once, on a copy of the shop
  promo-load bench URL --mode full --voucher CODE --intensity light
  promo-load bench URL --vus 20 --duration 5m    read-only on the live shop, at night

Exit codes:"
        .to_owned();
    for (code, meaning) in exit::MEANINGS {
        let _always_fits = write!(text, "\n  {code:>3}  {meaning}");
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    /// Both helps of every command, as a terminal of 100 columns shows them.
    #[test]
    fn of_every_command() {
        let mut command = super::super::Cli::command().term_width(100);
        command.build();
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        insta::assert_snapshot!("promo-load", command.render_long_help().to_string());
        for name in names.iter().filter(|name| *name != "help") {
            let sub = command.find_subcommand_mut(name).expect("it was just listed");
            let text = format!("{}\n---- --help ----\n\n{}", sub.render_help(), sub.render_long_help());
            insta::assert_snapshot!(name.as_str(), text);
        }
    }
}

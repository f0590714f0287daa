#!/usr/bin/env python3
"""The parts of .ci/deploy that read archives and YAML.

    unpack WHEEL BIN       takes kubectl and helm out of an unpacked wheel
    compare EXPORT CHART   whether two files of manifests describe the same objects
    compose FILE           whether a compose file says what the program understands
    dashboard FILE         writes the queries of a dashboard as rules
"""

import io
import json
import os
import pathlib
import re
import sys
import tarfile
import zipfile


def unpack(wheel, folder):
    """The wheel has an npm package, that a zip file, and that the programs."""
    (package,) = pathlib.Path(wheel).rglob("lambda-layer-kubectl-*.jsii.tgz")
    os.makedirs(folder)
    with tarfile.open(package) as npm:
        (layer,) = [member for member in npm if member.name.endswith("/layer.zip")]
        layer = zipfile.ZipFile(io.BytesIO(npm.extractfile(layer).read()))
    for name in ("kubectl/kubectl", "helm/helm"):
        program = pathlib.Path(folder, name.split("/")[1])
        program.write_bytes(layer.read(name))
        program.chmod(0o755)


def objects(path):
    """The objects of a file by kind and name, without what only Helm writes and what Kubernetes would fill in."""
    import yaml

    found = {}
    for item in yaml.safe_load_all(pathlib.Path(path).read_text()):
        if item is None:
            continue
        metadata = item["metadata"]
        metadata.pop("namespace", None)
        for label in ("app.kubernetes.io/version", "app.kubernetes.io/managed-by", "helm.sh/chart"):
            metadata.get("labels", {}).pop(label, None)
        key = (item["kind"], metadata["name"])
        if key in found:
            sys.exit(f"error: {path} has {key} twice")
        found[key] = item
    return found


def differences(one, other, place):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if key in one and key in other:
                yield from differences(one[key], other[key], f"{place}.{key}")
            else:
                yield f"{place}.{key}: only in the {'export' if key in one else 'chart'}"
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{place}[{number}]")
    elif one != other:
        yield f"{place}: {one!r} in the export, {other!r} in the chart"


def by_name(job):
    """Order says nothing among volumes' files and arguments' pairs."""
    pod = job["spec"]["template"]["spec"]
    arguments = pod["containers"][0]["args"]
    groups, group = [], []
    for argument in arguments:
        if argument.startswith("--") and group:
            groups.append(group)
            group = []
        group.append(argument)
    pod["containers"][0]["args"] = [group for group in sorted([*groups, group])]
    for volume in pod["volumes"]:
        for source in volume.get("projected", {}).get("sources", []):
            for kind in source.values():
                kind["items"].sort(key=lambda item: item["key"])


def compare(export, chart):
    export, chart = objects(export), objects(chart)
    # Seconds: the chart cannot know how long a scenario's load is.
    deadline = [side[("Job", "pl")]["spec"].pop("activeDeadlineSeconds") for side in (export, chart)]
    if min(deadline) < 60:
        sys.exit(f"error: deadlines of {deadline} seconds")
    by_name(export[("Job", "pl")])
    by_name(chart[("Job", "pl")])
    found = list(differences(export, chart, ""))
    if found:
        sys.exit("\n".join(["error: export-k8s and the chart differ:", *found]))
    print(f"{len(export)} objects of export-k8s are those of the chart")


def compose(path):
    """There is no compose here; so what is read is what matters to the program."""
    import yaml

    text = pathlib.Path(path).read_text()
    file = yaml.safe_load(text)
    services = file["services"]
    generators = {name: service for name, service in services.items() if name.startswith("generator-")}
    shards = {service["environment"]["JOB_COMPLETION_INDEX"] for service in generators.values()}
    assert shards == {str(number) for number in range(len(generators))}, shards
    for name, service in generators.items():
        command = service["command"]
        assert command[command.index("--shards") + 1] == str(len(generators)), command
        host = command[command.index("--cluster") + 1].split(":")[0]
        assert services[host]["environment"]["JOB_COMPLETION_INDEX"] == "0", host
        assert service["user"] == "65532:65532" and service["read_only"], name
    known = set(file["configs"]), set(file["volumes"])
    for name, service in services.items():
        for config in service.get("configs", []):
            assert config["source"] in known[0], (name, config)
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in known[1] or (pathlib.Path(path).parent / source).is_dir(), (name, volume)
        for after in service.get("depends_on", []):
            assert after in services, (name, after)
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), (name, port)
    prometheus = yaml.safe_load(file["configs"]["prometheus"]["content"])
    (target,) = prometheus["scrape_configs"][0]["static_configs"][0]["targets"]
    assert target.split(":")[0] in services, target
    (rules,) = prometheus["rule_files"]
    (mounted,) = services["prometheus"]["volumes"]
    source, folder, _ = mounted.split(":")
    assert (pathlib.Path(path).parent / source / pathlib.Path(rules).relative_to(folder)).is_file(), rules
    version = re.search(r'^version = "(.+)"', pathlib.Path("Cargo.toml").read_text(), re.M)[1]
    assert f"ghcr.io/promo-load/promo-load:v{version}}}" in text, "the image is not of this version"
    print(f"{path} has {len(services)} services")


def dashboard(path):
    """A recording rule for each query, so that promtool reads them all."""
    panels = json.loads(pathlib.Path(path).read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    expressions = [target["expr"] for panel in panels for target in panel["targets"]]
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(expressions)]
    print(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))


COMMANDS = {"dashboard": dashboard, "unpack": unpack, "compare": compare, "compose": compose}
COMMANDS[sys.argv[1]](*sys.argv[2:])

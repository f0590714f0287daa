# What other libraries say, so that it can be said in French; the texts are theirs.

## clap

heard-invalid-value = invalid value '{ $value }' for '{ $flag }': { $why }
heard-unexpected-argument = unexpected argument '{ $argument }' found
heard-unexpected-argument-more = unexpected argument '{ $argument }' found; { $why }
heard-similar-argument = tip: a similar argument exists: '{ $similar }'
heard-similar-subcommand = tip: a similar subcommand exists: '{ $similar }'
heard-similar-subcommands = tip: some similar subcommands exist: { $similar }
heard-similar-arguments = tip: some similar arguments exist: { $similar }
heard-as-value = tip: to pass '{ $value }' as a value, use '{ $use }'
heard-subcommand-has-argument = tip: '{ $use }' exists
heard-unknown-subcommand = unrecognized subcommand '{ $subcommand }'
heard-unknown-subcommand-more = unrecognized subcommand '{ $subcommand }'; { $why }
heard-required = the following required arguments were not provided: { $arguments }
heard-value-required = a value is required for '{ $flag }' but none was supplied
heard-value-required-of = a value is required for '{ $flag }' but none was supplied [possible values: { $values }]
heard-possible-values = invalid value '{ $value }' for '{ $flag }' [possible values: { $values }]
heard-possible-values-more = invalid value '{ $value }' for '{ $flag }' [possible values: { $values }]; { $why }
heard-similar-value = tip: a similar value exists: '{ $similar }'
heard-conflict = the argument '{ $one }' cannot be used with '{ $other }'
heard-conflicts = the argument '{ $one }' cannot be used with: { $others }
heard-twice = the argument '{ $one }' cannot be used multiple times
heard-no-value = unexpected value '{ $value }' for '{ $flag }' found; no more were expected
heard-bad-number = invalid digit found in string
heard-invalid-value-bare = invalid value for { $what }

## serde and TOML

heard-unknown-field = unknown field { $field }, expected one of { $fields }
heard-unknown-field-of-two = unknown field { $field }, expected { $one } or { $other }
heard-unknown-field-of-one = unknown field { $field }, expected { $one }
heard-unknown-field-of-none = unknown field { $field }, there are no fields
heard-unknown-variant = unknown variant { $variant }, expected one of { $variants }
heard-unknown-variant-of-two = unknown variant { $variant }, expected { $one } or { $other }
heard-unknown-variant-of-one = unknown variant { $variant }, expected { $one }
heard-missing-field = missing field { $field }
heard-duplicate-field = duplicate field { $field }
heard-duplicate-key = duplicate key
heard-duplicate-key-in = duplicate key { $key } in { $place }
heard-invalid-type = invalid type: { $found }, expected { $why }
heard-invalid-type-value = invalid value: { $found }, expected { $why }
heard-integer = integer `{ $value }`
heard-float = floating point `{ $value }`
heard-boolean = boolean `{ $value }`
heard-text-value = string { $value }
heard-sequence = sequence
heard-map = map
heard-unit = null
heard-a-string = a string
heard-a-sequence = a sequence
heard-a-map = a map
heard-a-boolean = a boolean
heard-a-number = a number
heard-whole-number = a whole number of at least { $least }
heard-whole-number-up-to = a whole number from { $least } to { $most }
heard-a-duration = a duration such as "30s"
heard-a-window = a window like "03:00-06:00", or a list of them
heard-names-and-texts = a table of names and texts
heard-text-or-number = a text or a whole number
heard-one-load = one [load] table, or [[load]] several times
heard-tables-of-hosts = tables like [host."www.shop.example"]
heard-metric-keys = a table of metric keys, like `http_req_duration = ["p(95)<2000"]`
heard-list-of-thresholds = a list of thresholds for `{ $key }`, like ["p(95)<2000"]
heard-threshold-table = a threshold for `{ $key }`: text or { "{" } threshold, abort_on_fail, delay_abort_eval { "}" }
heard-an-object = an object, such as { "{" }"id": 1{ "}" }
heard-struct = struct { $name }
heard-missing-equals = key with no value, expected `=`
heard-invalid-key = invalid key, expected { $why }
heard-unquoted = string values must be quoted, expected literal string
heard-invalid-string = invalid basic string, expected { $why }
heard-unexpected-eof = EOF while parsing { $what }
heard-expected-value = expected value
heard-with-place = { $why } at line { $line } column { $column }

## the places of a plan

heard-place-step = journey `{ $journey }`, step `{ $step }`
heard-place-journey = journey `{ $journey }`
heard-place-data = data `{ $data }`
heard-place-thresholds = thresholds
heard-place-ownership = ownership
heard-place-time = time

## addresses, the system and DNS

heard-no-base = relative URL without a base
heard-empty-host = empty host
heard-bad-port = invalid port number
heard-bad-ipv4 = invalid IPv4 address
heard-bad-ipv6 = invalid IPv6 address
heard-bad-domain = invalid domain character
heard-bad-idna = invalid international domain name
heard-no-utf8 = stream did not contain valid UTF-8
heard-lookup = failed to lookup address information: { $why }
heard-name-unknown = Name or service not known
heard-name-for-now = Temporary failure in name resolution
heard-no-name-data = No address associated with hostname

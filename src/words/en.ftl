# The English sentences. `fr.ftl` has the same ids with the same variables.

## What every sentence may contain

# Text that is no sentence of ours.
plain = { $text }
list = { $parts }
between-parts = {"; "}
between-things = {", "}

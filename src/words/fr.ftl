# Les phrases françaises. Mêmes identifiants et mêmes variables que dans `en.ftl`.
# Espaces insécables : U+202F (fine) devant ; : ! ? % et à l'intérieur des guillemets.

## Ce que toute phrase peut contenir

# Un texte qui n'est pas une phrase à nous.
plain = { $text }
list = { $parts }
between-parts = {" ; "}
between-things = {", "}

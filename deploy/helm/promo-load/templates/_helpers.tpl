{{/* The name of all objects. It becomes a part of the pods' names in DNS, so it is checked here and not by a node later. */}}
{{- define "promo-load.name" -}}
{{- $name := .Values.name | default .Release.Name -}}
{{- if not (regexMatch "^[a-z]([a-z0-9-]{0,57}[a-z0-9])?$" $name) -}}
{{- fail (printf "the name %q has to begin with a letter, to have lower-case letters, digits and hyphens only, and at most 59 of them; choose one with --set name=…" $name) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- define "promo-load.selector" -}}
app.kubernetes.io/name: promo-load
app.kubernetes.io/instance: {{ include "promo-load.name" . | quote }}
{{- end -}}

{{- define "promo-load.labels" -}}
{{ include "promo-load.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{/* The Secret: one that is there already, or ours. */}}
{{- define "promo-load.secret" -}}
{{- .Values.existingSecret | default (include "promo-load.name" .) -}}
{{- end -}}

{{/* The key of a file, which has no folders: as export-k8s makes it. */}}
{{- define "promo-load.key" -}}
{{- regexReplaceAll "[^A-Za-z0-9._-]" . "_" | trimPrefix "." -}}
{{- end -}}

{{/* The values that make no sense together. */}}
{{- define "promo-load.check" -}}
{{- $values := .Values -}}
{{- if and (not $values.scenario) (not $values.target) -}}
{{- fail "there is nothing to test: give a scenario (--set-file scenario=promo.toml) or a page (--set target=https://…)" -}}
{{- end -}}
{{- if and $values.scenario $values.target -}}
{{- fail "scenario and target are both given; take one of them" -}}
{{- end -}}
{{- if and $values.existingSecret $values.secrets -}}
{{- fail "secrets go into a Secret of this chart, and existingSecret names one of yours: put them there, and name them in secretEnv" -}}
{{- end -}}
{{- if and (not $values.existingSecret) (or $values.secretEnv $values.secretFiles) -}}
{{- fail "secretEnv and secretFiles name what is in existingSecret, which is not given" -}}
{{- end -}}
{{- if and $values.config (has "promo-load.toml" $values.secretFiles) -}}
{{- fail "promo-load.toml is given twice: in config and in secretFiles" -}}
{{- end -}}
{{- if and $values.load.rate $values.load.vus -}}
{{- fail "load.rate and load.vus are both given; a rate takes as many shoppers as it needs, up to load.maxVus" -}}
{{- end -}}
{{- $keys := dict "scenario.toml" true "promo-load.toml" true -}}
{{- range $path := concat (keys $values.files | sortAlpha) (without $values.secretFiles "promo-load.toml") -}}
{{- $key := include "promo-load.key" $path -}}
{{- if or (hasKey $keys $key) (not $key) (hasPrefix "/" $path) (contains ".." $path) -}}
{{- fail (printf "the file %q cannot be mounted under the key %q; rename it" $path $key) -}}
{{- end -}}
{{- $_ := set $keys $key true -}}
{{- end -}}
{{- end -}}

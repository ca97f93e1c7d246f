{{- define "dropbell.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "dropbell.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "dropbell.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "dropbell.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "dropbell.selectorLabels" -}}
app.kubernetes.io/name: {{ include "dropbell.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "dropbell.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "dropbell.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "dropbell.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "dropbell.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "dropbell.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- define "dropbell.secretName" -}}
{{- default (include "dropbell.fullname" .) .Values.auth.existingSecret }}
{{- end }}

{{- define "dropbell.filesClaim" -}}
{{- default (printf "%s-files" (include "dropbell.fullname" .)) .Values.persistence.files.existingClaim }}
{{- end }}

{{- define "dropbell.clustered" -}}
{{- if or .Values.cluster.redis.url .Values.cluster.redis.existingSecret }}true{{ end }}
{{- end }}

{{- define "dropbell.replicated" -}}
{{- if or (gt (int .Values.replicaCount) 1) .Values.autoscaling.enabled }}true{{ end }}
{{- end }}

{{/* A secret's value: what is set; on upgrade what the cluster has; else a new one. */}}
{{- define "dropbell.keptSecret" -}}
{{- $old := dict }}
{{- if .context.Release.IsUpgrade }}
{{- $old = (lookup "v1" "Secret" .context.Release.Namespace (include "dropbell.fullname" .context)).data | default dict }}
{{- end }}
{{- if .value }}{{ .value }}
{{- else if hasKey $old .key }}{{ index $old .key | b64dec }}
{{- else }}{{ randAlphaNum 43 }}
{{- end }}
{{- end }}

{{/* What PASV tells clients; empty when it is not known or comes from the node. */}}
{{- define "dropbell.externalAddress" -}}
{{- if eq .Values.ftp.externalAddress.from "value" }}{{ .Values.ftp.externalAddress.value }}
{{- else if eq .Values.ftp.externalAddress.from "node" }}${HOST_IP}
{{- else if eq .Values.ftp.externalAddress.from "loadBalancer" }}
{{- if .Values.ftp.service.loadBalancerIP }}{{ .Values.ftp.service.loadBalancerIP }}
{{- else if .Release.IsUpgrade }}
{{- $service := lookup "v1" "Service" .Release.Namespace (printf "%s-ftp" (include "dropbell.fullname" .)) }}
{{- with $service }}{{ with .status }}{{ with .loadBalancer }}{{ range .ingress }}{{ .ip }}{{ end }}{{ end }}{{ end }}{{ end }}
{{- end }}
{{- end }}
{{- end }}

# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reads names, reasons, samples and lines (see lib.sh) and prints a table or,
# with format=json, JSON.

function sort_list(list, n,    i, j, x) {
  for (i = 2; i <= n; i++) {
    x = list[i]
    for (j = i - 1; j >= 1 && list[j] > x; j--)
      list[j + 1] = list[j]
    list[j + 1] = x
  }
}

# In milliseconds.
function median(key,    list, n, i) {
  n = count[key]
  for (i = 1; i <= n; i++)
    list[i] = us[key, i] / 1000
  sort_list(list, n)
  return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function minimum(key,    least, i) {
  least = us[key, 1]
  for (i = 2; i <= count[key]; i++)
    if (us[key, i] < least)
      least = us[key, i]
  return least / 1000
}

function value(kind, key, other, divisor) {
  if (kind == "memory")
    return peak[key] * 1024 / 1000000
  if (kind == "faster")
    return median(other) / median(key)
  if (kind == "within")
    return median(key) / median(other)
  if (kind == "beyond")
    return (median(key) - median(other)) / divisor
  return median(key) / divisor
}

function unit(kind) {
  return kind == "memory" ? "MB" : kind ~ /ms|beyond/ ? "ms" : "x"
}

function is_met(kind, is, aim) {
  return kind == "faster" ? is >= aim : is <= aim
}

function quoted(text) {
  gsub(/[\\"]/, "\\\\&", text)
  return "\"" text "\""
}

function json_samples(key,    text, i) {
  text = sprintf("{\"name\": %s, \"median_ms\": %.3f, \"min_ms\": %.3f, " \
                 "\"peak_kib\": %d, \"samples_ms\": [", quoted(names[key]),
                 median(key), minimum(key), peak[key])
  for (i = 1; i <= count[key]; i++)
    text = text (i > 1 ? ", " : "") sprintf("%.3f", us[key, i] / 1000)
  return text "]}"
}

function json_line(kind, is, aim) {
  printf "%s\n    {\"case\": %s, \"text\": %s, \"kind\": \"%s\",\n",
         lines++ ? "," : "", quoted($1), quoted($7), kind
  printf "     \"value\": %.3f, \"unit\": \"%s\", \"divisor\": %d,\n", is,
         unit(kind), $6
  printf "     \"aim\": %s, \"met\": %s,\n", aim == "-" ? "null" : aim,
         aim == "-" ? "null" : is_met(kind, is, aim) ? "true" : "false"
  printf "     \"ours\": %s,\n     \"other\": %s}", json_samples($4),
         $5 == "-" ? "null" : json_samples($5)
}

function table_line(kind, is, aim,    sign) {
  sign = kind == "faster" ? ">=" : "<="
  printf " %-4s %-44s %9.1f  %-22s %9s %8.2f %-2s %9s  %s\n", $1, $7,
         median($4), $5 == "-" ? "-" : names[$5],
         $5 == "-" ? "-" : sprintf("%.1f", median($5)), is, unit(kind),
         aim == "-" ? "-" : sign " " aim,
         aim == "-" ? "" : is_met(kind, is, aim) ? "yes" : "NO"
}

function head() {
  if (format == "json") {
    printf "{\n  \"version\": %s, \"libvirt\": %s, \"kernel\": %s,\n",
           quoted(version), quoted(libvirt), quoted(kernel)
    printf "  \"cpus\": %d, \"full\": %s, \"repeat\": %d,\n  \"lines\": [",
           cpus, full ? "true" : "false", repeat
    return
  }
  printf "virt-twin %s, libvirt %s, %s, %d CPUs; medians of %d\n\n", version,
         libvirt, kernel, cpus, repeat
  printf " %-4s %-44s %9s  %-22s %9s %11s %9s  %s\n", "", "virt-twin", "ms",
         "against", "ms", "value", "aim", "met"
}

BEGIN { FS = "\t" }
FILENAME ~ /\/names$/ { names[$1] = $2; next }
FILENAME ~ /\/without$/ { reasons[++n_reasons] = $0; next }
FILENAME ~ /\/all$/ {
  split($0, word, " ")
  us[word[1], ++count[word[1]]] = word[2]
  if (word[3] > peak[word[1]])
    peak[word[1]] = word[3]
  next
}
!begun++ { head() }
{
  is = value($2, $4, $5, $6)
  if (format == "json")
    json_line($2, is, $3)
  else
    table_line($2, is, $3)
}
END {
  if (!begun)
    head()
  if (format == "json")
    printf "\n  ],\n  \"without\": ["
  for (i = 1; i <= n_reasons; i++)
    if (format == "json")
      printf "%s%s", (i > 1 ? ", " : ""), quoted(reasons[i])
    else
      printf "%s without %s\n", i == 1 ? "\n" : "", reasons[i]
  if (format == "json")
    print "]\n}"
}

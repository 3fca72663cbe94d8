# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for bash; needs nothing but bash. The program itself knows what
# can follow. COMP_WORDS is cut at ':' and '=', so the line is cut anew.
_virt_twin() {
  local IFS=$' \t\n' line cur words candidate
  line=${COMP_LINE:0:COMP_POINT}
  read -ra words <<<"$line"
  [[ $line != *[$' \t'] ]] || words+=('')
  cur=${words[-1]}
  COMPREPLY=()
  while IFS= read -r candidate; do
    # What bash has cut off before its own word is there already.
    candidate=${candidate#"${cur%"${COMP_WORDS[COMP_CWORD]#[:=]}"}"}
    [[ $candidate == *= ]] || candidate="$(printf '%q' "$candidate") "
    COMPREPLY+=("$candidate")
  done < <("${words[0]}" --timeout 2 -q complete -- "${words[@]:1}" \
    2>/dev/null </dev/null)
}
complete -o nospace -o default -F _virt_twin virt-twin

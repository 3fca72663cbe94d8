# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for bash; needs nothing but bash. The program itself knows what
# can follow.

# _virt_twin_words LINE: as the program would get them, into words; into quote
# what is still open, and into before what of the last word bash has cut off:
# up to that quote, or a ':' or '='.
_virt_twin_words() {
  local text=$1 i c
  words=('') quote=''
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    if [[ $c == "$quote" ]]; then
      quote=''
    elif [[ $c == \\ && $quote != \' ]]; then
      ((++i))
      words[-1]+=${text:i:1}
    elif [[ $quote ]]; then
      words[-1]+=$c
    elif [[ $c == [\'\"] ]]; then
      quote=$c before=${words[-1]}
    elif [[ $c != [$' \t'] ]]; then
      words[-1]+=$c
    elif [[ ${words[-1]} ]]; then
      words+=('')
    fi
  done
  [[ $quote ]] || before=${words[-1]%"${words[-1]##*[:=]}"}
}

# What goes on is not followed by a blank; nor is what bash closes itself.
_virt_twin_quoted() {
  local text=$1
  case $quote in
    \') text=${text//\'/\'\\\'\'} ;;
    \")
      text=${text//\\/\\\\} text=${text//\"/\\\"}
      text=${text//\$/\\\$} text=${text//\`/\\\`}
      ;;
    *)
      printf -v text %q "$text"
      text=${text//\\,/,}
      [[ $text == *[=,] ]] || text+=' '
      ;;
  esac
  COMPREPLY+=("$text")
}

_virt_twin() {
  local IFS=$' \t\n' words quote before candidate
  _virt_twin_words "${COMP_LINE:0:COMP_POINT}"
  COMPREPLY=()
  while IFS= read -r candidate; do
    _virt_twin_quoted "${candidate#"$before"}"
  done < <("${words[0]}" --timeout 2 -q complete -- "${words[@]:1}" \
    2>/dev/null </dev/null)
}
complete -o nospace -o default -F _virt_twin virt-twin

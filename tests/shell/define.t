#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# define takes a file, and looks at the name and the schema first.
. "${srcdir:-.}/tests/shell/lib.sh"

# xml NAME [MORE]: a domain of the test driver.
xml() {
  echo "<domain type='test'><name>$1</name><memory>1024</memory>" \
    "<os><type>hvm</type></os>${2:-}</domain>" >"$tmp/d.xml"
}
defines() {
  run "$vt" -q -c test:///default "define $tmp/d.xml $*; list --all --name"
}

xml web
defines
is 'a domain is defined' "$out" "Domain 'web' defined from $tmp/d.xml
test
web"
xml . && defines
is 'a name that hurts is refused' "$errors" \
  "error: invalid domain name '.': it begins with a dot"
is 'and nothing is defined' "$out" ''
printf '%s' '<!DOCTYPE d [<!ENTITY e "..">]>' >"$tmp/e.xml"
xml '&e;' && cat "$tmp/d.xml" >>"$tmp/e.xml" && mv "$tmp/e.xml" "$tmp/d.xml"
defines
like 'a name cannot hide in an entity' "$errors" \
  '*a document type declaration is not taken'
xml 7 && defines
like 'a name like an id is refused' "$errors" '*looks like a domain id*'

xml web '<unknown/>' && defines
like 'what the schema does not know is refused' "$errors" \
  "error: failed to define domain from $tmp/d.xml: *unknown*"
xml web '<unknown/>' && defines --no-validate
like 'but taken with --no-validate' "$out" "Domain 'web' defined*"
defines --validate --no-validate
is 'not both' "$errors" \
  'error: Options --validate and --no-validate are mutually exclusive'
run "$vt" -c test:///default define "$tmp/nosuch"
is 'a file that is not there is named' "$errors" \
  "error: failed to open file '$tmp/nosuch': No such file or directory"
done_testing

#!/bin/sh
# Puts Lanyard into this person's menu, from wherever this folder lies; "remove" takes it out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$share/applications/lanyard.desktop
icon=$share/icons/hicolor/scalable/apps/lanyard.svg
if [ "${1:-}" = remove ]; then
    rm -f "$entry" "$icon"
    echo "Lanyard is out of the menu."
    exit 0
fi
mkdir -p "$(dirname "$entry")" "$(dirname "$icon")"
cp "$here/lanyard.svg" "$icon"
# Inside a quoted Exec word four characters want a backslash, and in sed two more do.
quoted=$(printf '%s' "$here/lanyard" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/[&|\\]/\\&/g')
sed -e "s|^Exec=.*|Exec=\"$quoted\"|" "$here/lanyard.desktop" > "$entry.new"
mv "$entry.new" "$entry"
if command -v update-desktop-database > /dev/null; then
    update-desktop-database "$(dirname "$entry")" || true
fi
echo "Lanyard is in the menu."

# Text of a terminal as a picture: bold and dim of its escape codes, everything else as it stands.
# usage: awk -v columns=N -v command='evalrate …' -f terminal_svg.awk <text >picture.svg

BEGIN {
    CHARACTER = 8.43; LINE = 19; MARGIN = 16 # of a monospaced font of 14 pixels
    lines[++count] = sprintf("\033[1m$ %s\033[0m", command)
}

{ lines[++count] = $0 }

function escaped(text) {
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    return text
}

# A piece under the style that holds; "" where there is nothing to show.
function piece(text, style) {
    if (text == "") return ""
    if (style == "1") return "<tspan font-weight=\"bold\">" escaped(text) "</tspan>"
    if (style == "2") return "<tspan fill=\"#8b949e\">" escaped(text) "</tspan>"
    return escaped(text)
}

function line(text,    out, style) {
    while (match(text, /\033\[[0-9;]*m/)) {
        out = out piece(substr(text, 1, RSTART - 1), style)
        style = substr(text, RSTART + 2, RLENGTH - 3)
        text = substr(text, RSTART + RLENGTH)
    }
    return out piece(text, style)
}

END {
    width = int(columns * CHARACTER + 2 * MARGIN)
    height = count * LINE + 2 * MARGIN
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n", width, height, width, height
    print "<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>"
    print "<g font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" fill=\"#e6edf3\">"
    for (i = 1; i <= count; i++)
        if (lines[i] != "")
            printf "<text x=\"%d\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", MARGIN, MARGIN + i * LINE - 5, line(lines[i])
    print "</g>\n</svg>"
}

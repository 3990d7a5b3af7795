# Prints the files of views given, each after those that it reads: the order to create them in.
# usage: awk -f order.awk VIEW.sql…
#
# A view reads another where the other's name follows FROM or JOIN. SQLite needs no order, other engines do.
FNR == 1 {
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.sql$/, "", name)
    names[++count] = name
    file[name] = FILENAME
}
{
    sub(/--.*/, "")
    gsub(/[^a-z_A-Z0-9]+/, " ")
    words = split($0, word, " ")
    for (i = 1; i < words; i++)
        if (word[i] == "FROM" || word[i] == "JOIN")
            reads[name] = reads[name] " " word[i + 1]
}
function ready(name,    other, i, others) {
    others = split(reads[name], other, " ")
    for (i = 1; i <= others; i++)
        if ((other[i] in file) && !(other[i] in printed) && other[i] != name)
            return 0
    return 1
}
END {
    do {
        before = done
        for (n = 1; n <= count; n++)
            if (!(names[n] in printed) && ready(names[n])) {
                print file[names[n]]
                printed[names[n]] = 1
                done++
            }
    } while (done > before)
    if (done < count) {
        print "order.awk: views that read each other in a circle" > "/dev/stderr"
        exit 1
    }
}

# Reference values of the statistics tests, by R (written with 4.2.2): Rscript stats_reference.R > stats_reference.h
# R's own functions, or the definitions spelled out; nothing here knows how src/stats computes.

number <- function(x) ifelse(is.na(x), "NAN", trimws(formatC(x, digits = 17, format = "g", width = 1)))
row <- function(...) cat("    {", paste(..., sep = ", "), "},\n", sep = "")
table <- function(declaration, rows) {
    cat("\nstatic const ", declaration, " = {\n", sep = "")
    rows()
    cat("};\n")
}
cat("/* Made by stats_reference.R; do not edit. */\n")
cat("#include <math.h>\n#include <stdint.h>\n")

# Percentiles, type 7, of (i * 7919 %% 1009) / 8 for i = 1 … n; and nearest rank (type 1).
table("struct { int n; int64_t q; double linear, nearest; } percentile_reference[]", function() {
    for (n in c(1, 2, 3, 7, 12, 100, 1000)) {
        x <- ((1:n) * 7919) %% 1009 / 8
        for (q in c(0, 1, 25000, 50000, 75000, 90000, 95000, 99000, 99900, 100000)) {
            rank <- max(1, (n * q + 99999) %/% 100000)
            row(n, sprintf("%d", q), number(quantile(x, q / 1e5, type = 7, names = FALSE)), number(sort(x)[rank]))
        }
    }
})

# Order statistics around a quantile, by the definition: largest l with P(B < l) <= .025, smallest h with P(B >= h) <= .025.
order_interval <- function(n, p, tail = 0.025) {
    below <- pbinom((1:n) - 1, n, p)              # P(B < l)
    above <- pbinom((1:n) - 1, n, p, lower = FALSE) # P(B >= h)
    l <- max(0, which(below <= tail))
    h <- min(c(which(above <= tail), n + 1))
    coverage <- 1 - (if (l > 0) below[l] else 0) - (if (h <= n) above[h] else 0)
    c(l, if (h > n) 0 else h, coverage)
}
table("struct { int64_t q; int n, lo, hi; double coverage; } order_reference[]", function() {
    for (p in c(0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999))
        for (n in c(1, 2, 5, 6, 10, 35, 36, 71, 72, 100, 367, 368, 1000, 3687, 3688, 1e5, 1e6)) {
            o <- order_interval(n, p)
            row(sprintf("%d", round(p * 1e5)), sprintf("%d", n), sprintf("%d", o[1]), sprintf("%d", o[2]), number(o[3]))
        }
})

table("struct { double z, below, two_sided; } normal_reference[]", function()
    for (z in c(-37, -20, -8, -3, -1.5, -0.1, 0, 0.5, 1, 1.959963984540054, 2.5, 5, 8))
        row(number(z), number(pnorm(z)), number(2 * pnorm(-abs(z)))))
table("struct { double p, z; } normal_quantile_reference[]", function()
    for (p in c(1e-300, 1e-50, 1e-10, 0.001, 0.025, 0.2, 0.45, 0.5, 0.6, 0.8, 0.95, 0.975, 0.995, 0.999))
        row(number(p), number(qnorm(p))))
table("struct { double df, t, p; } student_reference[]", function()
    for (df in c(1, 2, 2.5, 3, 5, 10, 29, 30, 100, 119, 1000, 1e5, 1e7))
        for (t in c(1e-4, 0.5, 1, 1.72, 1.74, 2, 4, 10))
            row(number(df), number(t), number(2 * pt(-t, df))))
table("struct { double df, p, t; } student_quantile_reference[]", function()
    for (df in c(1:12, 15, 20, 30, 60, 119, 120, 121, 200, 500, 1000, 1e4, 1e5, 1e6, 1e7, 7.25))
        for (p in c(0.975, 0.95, 0.995, 0.9995, 0.6))
            row(number(df), number(p), number(qt(p, df))))

# Wilson's score interval, solved as the roots of (p - share)^2 = z^2 p (1 - p) / n.
wilson <- function(k, n) {
    z2 <- qnorm(0.975)^2
    b <- 2 * k / n + z2 / n
    d <- sqrt(b^2 - 4 * (1 + z2 / n) * (k / n)^2)
    c(b - d, b + d) / (2 * (1 + z2 / n))
}
table("struct { int hits, n; double lo, hi; } wilson_reference[]", function()
    for (case in list(c(1, 1), c(1, 2), c(3, 7), c(9, 10), c(299, 300), c(300, 300), c(500, 1000))) {
        w <- wilson(case[1], case[2])
        row(case[1], case[2], number(w[1]), number(w[2]))
    })

# Reference values of the statistics tests, by R (written with 4.2.2): Rscript stats_reference.R > stats_reference.h
# R's own functions, or the definitions spelled out; nothing here knows how src/stats computes.

number <- function(x) ifelse(is.na(x), "NAN", trimws(formatC(x, digits = 17, format = "g", width = 1)))
row <- function(...) cat("    {", paste(..., sep = ", "), "},\n", sep = "")
table <- function(declaration, rows) {
    cat("\nstatic const ", declaration, " = {\n", sep = "")
    rows()
    cat("};\n")
}
cat("/* Made by stats_reference.R; do not edit. */\n/* clang-format off */\n")
cat("#include <math.h>\n#include <stdint.h>\n")

# The samples of the tests, the same whole-number arithmetic as sample_fill of stats_check.h. A small modulus makes ties.
sample_of <- function(n, salt, modulus, shift) ((1:n) * 7919 + salt * 104729) %% modulus / 8 + shift

# Percentiles, type 7; and nearest rank.
table("struct { int n; int64_t q; double linear, nearest; } percentile_reference[]", function() {
    for (n in c(1, 2, 3, 7, 12, 100, 1000)) {
        x <- sample_of(n, 0, 1009, 0)
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

# ---- Two samples ----

# How many ways to take k of the values (doubled ranks) give each sum 0, 1, …; row k + 1.
ways_to_sum <- function(twice_ranks, k) {
    ways <- matrix(0, k + 1, sum(twice_ranks) + 1)
    ways[1, 1] <- 1
    for (r in twice_ranks)
        for (taken in k:1) {
            s <- which(ways[taken, ] > 0)
            ways[taken + 1, s + r] <- ways[taken + 1, s + r] + ways[taken, s]
        }
    ways
}
permutation_p <- function(x, y) { # Fisher's way: all divisions of the values at hand
    r <- round(2 * rank(c(x, y)))
    ways <- ways_to_sum(r, length(x))[length(x) + 1, ]
    seen <- sum(r[seq_along(x)])
    sums <- seq_along(ways) - 1
    min(1, 2 * min(sum(ways[sums <= seen]), sum(ways[sums >= seen])) / sum(ways))
}
rank_sum_p <- function(x, y) {
    ties <- any(duplicated(c(x, y)))
    pairs <- length(x) * length(y)
    if (ties && pairs <= 100) permutation_p(x, y)
    else if (!ties && pairs <= 2500) wilcox.test(x, y, exact = TRUE)$p.value
    else wilcox.test(x, y, exact = FALSE, correct = TRUE)$p.value
}
rank_sum_critical <- function(n, m) {
    if (n * m <= 2500) sum(pwilcox(0:(n * m), n, m) <= 0.025)
    else max(0, floor(n * m / 2 + 0.5 - qnorm(0.975) * sqrt(n * m * (n + m + 1) / 12)))
}
with_limits <- function(pairs, q) {
    pairs <- sort(pairs)
    c(median(pairs), if (q > 0) c(pairs[q], pairs[length(pairs) + 1 - q]) else c(NA, NA))
}
table("struct { int n, m, modulus; double shift, u, delta, p, by, by_lo, by_hi, times, times_lo, times_hi; } rank_sum_reference[]",
      function() for (case in list(
          c(1, 1, 1009, 0.25), c(3, 3, 1009, 60), c(4, 4, 1009, 200), c(4, 4, 1009, 20), c(5, 7, 1009, 31), c(10, 12, 1009, 45.5),
          c(12, 9, 100003, 999), c(50, 50, 100003, 1234), c(2, 79, 100003, 1), c(100, 25, 100003, 777), c(51, 50, 100003, 999),
          c(200, 300, 1000003, 5555), c(5, 5, 7, 0.25), c(10, 10, 5, 0.125), c(3, 30, 11, 0.25), c(33, 3, 3, 0), c(10, 11, 9, 0.25),
          c(40, 30, 9, 0), c(60, 80, 31, 0.25))) {
    x <- sample_of(case[1], 1, case[3], 1 + case[4])
    y <- sample_of(case[2], 2, case[3], 1)
    q <- rank_sum_critical(case[1], case[2])
    u <- sum(outer(x, y, ">")) + sum(outer(x, y, "==")) / 2
    row(case[1], case[2], sprintf("%d", case[3]), case[4], number(u), number(2 * u / (case[1] * case[2]) - 1), number(rank_sum_p(x, y)),
        paste(number(with_limits(outer(x, y, "-"), q)), collapse = ", "),
        paste(number(exp(with_limits(outer(log(x), log(y), "-"), q))), collapse = ", "))
})

# ---- Differences ----

signed_rank_p <- function(d) {
    d <- d[d != 0]
    if (length(d) == 0) return(1)
    if (length(d) > 50) return(wilcox.test(d, exact = FALSE, correct = TRUE)$p.value)
    r <- round(2 * rank(abs(d)))
    chance <- 1
    for (rank in r) # convolution: each rank counts or not, with probability 1/2
        chance <- (c(chance, rep(0, rank)) + c(rep(0, rank), chance)) / 2
    seen <- sum(r[d > 0])
    min(1, 2 * min(sum(chance[1:(seen + 1)]), sum(chance[(seen + 1):length(chance)])))
}
signed_rank_critical <- function(n) {
    if (n <= 50) sum(psignrank(0:(n * (n + 1) / 2), n) <= 0.025)
    else floor(n * (n + 1) / 4 + 0.5 - qnorm(0.975) * sqrt(n * (n + 1) * (2 * n + 1) / 24))
}
table("struct { int n, modulus; double shift, v, p, by, by_lo, by_hi, mean, mean_lo, mean_hi, mean_p, sign_p; } differences_reference[]",
      function() for (case in list(
          c(2, 1009, -1), c(5, 1009, -5), c(6, 1009, -2), c(6, 1009, -60), c(12, 1009, -45), c(12, 1009, -62.5), c(30, 10007, -700),
          c(50, 10007, -620), c(51, 10007, -560), c(100, 10007, -600), c(8, 5, -0.25), c(12, 9, -0.5), c(40, 17, -1), c(80, 33, -2.5),
          c(300, 1009, -60))) {
    d <- sample_of(case[1], 3, case[2], case[3])
    used <- d[d != 0]
    means <- outer(d, d, "+")[upper.tri(diag(length(d)), diag = TRUE)] / 2
    t <- t.test(d)
    row(case[1], case[2], case[3], number(sum(rank(abs(used))[used > 0])), number(signed_rank_p(d)),
        paste(number(with_limits(means, signed_rank_critical(length(d)))), collapse = ", "),
        number(mean(d)), paste(number(t$conf.int), collapse = ", "), number(t$p.value),
        number(binom.test(sum(d > 0), length(used))$p.value))
})

table("struct { double p[6], adjusted[6]; } holm_reference[]", function()
    for (p in list(c(0.01, 0.04, 0.03, 0.005, 0.2, 1), c(0.5, 0.5, 0.5, 0.5, 0.5, 0.5), c(1e-9, 0.02, 0.02, 0.9, 0.011, 0.0101)))
        row(paste0("{", paste(number(p), collapse = ", "), "}"), paste0("{", paste(number(p.adjust(p, "holm")), collapse = ", "), "}")))

# ---- Ratio of totals: the bootstrap by R's random numbers, 200,000 draws ----

totals_interval <- function(a, b, paired) {
    n <- nrow(a)
    draws <- replicate(200000, {
        i <- sample.int(n, replace = TRUE)
        j <- if (paired) i else sample.int(nrow(b), replace = TRUE)
        log(sum(a$amount[i]) / sum(a$time[i])) - log(sum(b$amount[j]) / sum(b$time[j]))
    })
    least <- min(n, nrow(b))
    tail <- pnorm(-qt(0.975, least - 1) * sqrt(least / (least - 1)))
    quantile(draws, c(tail, 1 - tail), names = FALSE)
}
set.seed(1)
table("struct { int n, m, paired; double ratio, log_lo, log_hi; } totals_reference[]", function()
    for (case in list(c(6, 6, 0), c(20, 30, 0), c(12, 12, 1))) {
        a <- data.frame(amount = sample_of(case[1], 1, 1009, 40), time = sample_of(case[1], 2, 1009, 30))
        b <- data.frame(amount = sample_of(case[2], 3, 1009, 40), time = sample_of(case[2], 4, 1009, 50))
        row(case[1], case[2], case[3], number(sum(a$amount) / sum(a$time) / (sum(b$amount) / sum(b$time))),
            paste(number(totals_interval(a, b, case[3] == 1)), collapse = ", "))
    })

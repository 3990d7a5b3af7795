#!/usr/bin/env python3
"""Prints student_reference.h: 0.975 quantiles of Student's t to ten decimals, from fifty digits (mpmath 1.3.0).

usage: student_reference.py > student_reference.h        Nothing here knows how src/stats computes.
"""
from mpmath import betainc, findroot, floor, mp, mpf, nint, nstr

mp.dps = 50
LARGEST_DF = 200


def below(t, df):
    """P(T <= t), t > 0: DLMF 8.17."""
    return 1 - betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


print("/* Made by student_reference.py; do not edit. */")
print("/* clang-format off */")
print("\n/* By degrees of freedom, from 1 on. */\nstatic const double student_rounded_reference[] = {")
t, nearest_tie = mpf("12.7"), mpf(1)
for df in range(1, LARGEST_DF + 1):
    t = findroot(lambda x: below(x, df) - mpf("0.975"), {2: mpf("4.3"), 3: mpf("3.2")}.get(df, t))
    units = t * 10**10
    nearest_tie = min(nearest_tie, abs(units - floor(units) - mpf(1) / 2))
    print(f"    {nstr(nint(units) / 10**10, 16)},")
print("};")
print(f"/* The nearest to a tie is {nstr(nearest_tie, 2)} of the last decimal away from it. */")

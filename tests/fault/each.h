/* One kind of shim.c's faults, at each place of a single run. */
#ifndef EVALRATE_FAULT_EACH_H
#define EVALRATE_FAULT_EACH_H

/* What a copy of the process has to do where one is made. */
enum each { EACH_GOES_ON, EACH_FAILS_ONCE, EACH_FAILS_FROM_HERE };

void each_start(void);
enum each each_call(long number);
void each_end(long calls);

#endif

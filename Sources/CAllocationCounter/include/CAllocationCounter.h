#ifndef CULPRIT_ALLOCATION_COUNTER_H
#define CULPRIT_ALLOCATION_COUNTER_H
#include <stdint.h>

/// How often this process has asked for memory. Linking this target puts counting functions in front of glibc's.
uint64_t culprit_allocation_count(void);
#endif

/* What the client and the worker of libgearman share: lines of JSON with bytes in hexadecimal. */

#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void refuse(const char *attempt, const char *reason) {
  fprintf(stderr, "cannot %s: %s\n", attempt, reason);
  exit(1);
}

static inline void print_hex(const void *bytes, size_t size) {
  static const char digits[] = "0123456789abcdef";
  const unsigned char *byte = bytes;
  putchar('"');
  for (size_t i = 0; i < size; i++) {
    putchar(digits[byte[i] >> 4]);
    putchar(digits[byte[i] & 15]);
  }
  putchar('"');
}

package io.bitonic.core.api;

/** How much a file is wanted. */
public enum FilePriority {
  SKIP,
  LOW,
  NORMAL,
  HIGH
}

package io.bitonic.core.util;

import java.util.function.Consumer;

/**
 * A small map from non-negative ints to objects that allocates nothing once it has grown. One
 * thread.
 */
public final class IntMap<V> {
  private static final int EMPTY = -1;

  private int[] keys;
  private Object[] values;
  private int size;

  public IntMap() {
    allocate(16);
  }

  public int size() {
    return size;
  }

  /** The value, or null. */
  @SuppressWarnings("unchecked")
  public V get(int key) {
    int i = find(key);
    return keys[i] == key ? (V) values[i] : null;
  }

  /** Puts or replaces. */
  public void put(int key, V value) {
    int i = find(key);
    if (keys[i] == EMPTY) {
      if ((size + 1) * 2 > keys.length) {
        grow();
        i = find(key);
      }
      keys[i] = key;
      size++;
    }
    values[i] = value;
  }

  /** Takes out the value, or null. */
  @SuppressWarnings("unchecked")
  public V remove(int key) {
    int i = find(key);
    if (keys[i] == EMPTY) {
      return null;
    }
    final V old = (V) values[i];
    size--;
    int mask = keys.length - 1;
    int hole = i;
    int j = i;
    while (true) {
      j = j + 1 & mask;
      if (keys[j] == EMPTY) {
        break;
      }
      // Moves back what could no longer be found past the hole.
      int home = slot(keys[j]);
      if ((j - home & mask) >= (j - hole & mask)) {
        keys[hole] = keys[j];
        values[hole] = values[j];
        hole = j;
      }
    }
    keys[hole] = EMPTY;
    values[hole] = null;
    return old;
  }

  /** Calls {@code each} for every value; the map must not change meanwhile. */
  @SuppressWarnings("unchecked")
  public void forEach(Consumer<? super V> each) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != EMPTY) {
        each.accept((V) values[i]);
      }
    }
  }

  public void clear() {
    allocate(16);
    size = 0;
  }

  private int slot(int key) {
    return (key * 0x9E3779B9 >>> 16 ^ key) & keys.length - 1;
  }

  private int find(int key) {
    int i = slot(key);
    while (keys[i] != EMPTY && keys[i] != key) {
      i = i + 1 & keys.length - 1;
    }
    return i;
  }

  @SuppressWarnings("unchecked")
  private void grow() {
    int[] k = keys;
    Object[] v = values;
    allocate(k.length * 2);
    size = 0;
    for (int i = 0; i < k.length; i++) {
      if (k[i] != EMPTY) {
        put(k[i], (V) v[i]);
      }
    }
  }

  private void allocate(int n) {
    keys = new int[n];
    values = new Object[n];
    java.util.Arrays.fill(keys, EMPTY);
  }
}

/*
 * What this machine can move, without any protocol to speak of: the floor under the figures of docs/benchmarks.md.
 * A process sends a file over loopback in three ways, another receives it and throws it away, or writes it to a file.
 * Prints wall time and the CPU seconds of both. usage: limit FILE OUT; FILE is sent, OUT is written and deleted.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BLOCK 16384
#define PIECE (1 << 20)
#define TOGETHER 32
#define BUFFERS 16

static char header[13];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu(int who) {
  struct rusage r;
  getrusage(who, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

/* The whole file, as fast as the kernel can. */
static void send_whole(int to, int file, off_t size) {
  for (off_t at = 0; at < size;)
    if (sendfile(to, file, &at, PIECE) <= 0) err(1, "sendfile");
}

/* A header and a sendfile for each block. */
static void send_blocks(int to, int file, off_t size) {
  for (off_t at = 0; at < size;) {
    off_t end = at + BLOCK < size ? at + BLOCK : size;
    if (send(to, header, sizeof header, MSG_MORE) < 0) err(1, "send");
    while (at < end)
      if (sendfile(to, file, &at, end - at) <= 0) err(1, "sendfile");
  }
}

/* Headers and blocks of a mapped file, many in a write. */
static void send_mapped(int to, int file, off_t size) {
  char *bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
  if (bytes == MAP_FAILED) err(1, "mmap");
  for (off_t at = 0; at < size;) {
    struct iovec v[2 * TOGETHER];
    int n = 0;
    for (int i = 0; i < TOGETHER && at < size; i++) {
      size_t length = size - at < BLOCK ? size - at : BLOCK;
      v[n++] = (struct iovec){header, sizeof header};
      v[n++] = (struct iovec){bytes + at, length};
      at += length;
    }
    for (struct iovec *p = v; n > 0;) {
      ssize_t w = writev(to, p, n);
      if (w <= 0) err(1, "writev");
      for (; n > 0 && w >= (ssize_t)p->iov_len; p++, n--) w -= p->iov_len;
      if (n > 0) {
        p->iov_base = (char *)p->iov_base + w;
        p->iov_len -= w;
      }
    }
  }
}

/* Reads until the other side has done; pieces go to the file, if there is one, from buffers in turn. */
static void receive(int from, int file) {
  static char *buffers;
  if (!buffers) buffers = aligned_alloc(4096, (size_t)BUFFERS * PIECE);
  off_t written = 0;
  for (int k = 0;; k = (k + 1) % BUFFERS) {
    char *piece = buffers + (size_t)k * PIECE;
    size_t got = 0;
    while (got < PIECE) {
      ssize_t n = recv(from, piece + got, PIECE - got, 0);
      if (n < 0) err(1, "recv");
      if (n == 0) break;
      got += n;
    }
    if (got == 0) return;
    if (file >= 0 && pwrite(file, piece, got, written) != (ssize_t)got) err(1, "pwrite");
    written += got;
  }
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*send)(int, int, off_t);
  } ways[] = {{"sendfile, 1 MiB a call", send_whole},
              {"header and sendfile a block", send_blocks},
              {"32 mapped blocks a writev", send_mapped}};
  if (argc != 3) errx(2, "usage: limit FILE OUT");
  int file = open(argv[1], O_RDONLY);
  struct stat st;
  if (file < 0 || fstat(file, &st) < 0) err(1, "%s", argv[1]);
  printf("%-30s %-10s %8s %8s %10s %10s\n", "sent by", "received", "s", "MB/s", "sender", "receiver");
  for (int store = 0; store < 2; store++)
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
      int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
      struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
      socklen_t length = sizeof a;
      if (bind(listener, (void *)&a, length) < 0 || listen(listener, 1) < 0) err(1, "listen");
      getsockname(listener, (void *)&a, &length);
      fflush(stdout);
      pid_t child = fork();
      if (child == 0) {
        int to = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(to, (void *)&a, sizeof a) < 0) err(1, "connect");
        setsockopt(to, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        ways[i].send(to, file, st.st_size);
        _exit(0);
      }
      int from = accept(listener, NULL, NULL);
      int out = store ? open(argv[2], O_RDWR | O_CREAT | O_TRUNC, 0600) : -1;
      if (from < 0 || (store && out < 0)) err(1, "%s", argv[2]);
      double start = now(), own = cpu(RUSAGE_SELF), others = cpu(RUSAGE_CHILDREN);
      receive(from, out);
      double wall = now() - start;
      int status;
      waitpid(child, &status, 0);
      if (status != 0) errx(1, "the sender failed");
      printf("%-30s %-10s %8.2f %8.0f %10.2f %10.2f\n", ways[i].name, store ? "written" : "dropped", wall,
             st.st_size / 1e6 / wall, cpu(RUSAGE_CHILDREN) - others, cpu(RUSAGE_SELF) - own);
      close(from);
      close(listener);
      if (store) {
        close(out);
        unlink(argv[2]);
      }
    }
  return 0;
}

/* A disk that hangs and fails when a test says so: preloaded below the store, for the files in one
 * folder. Faults are files in another folder: `hang` as long as it is there, `sync` and `write` hold
 * the number of the error and how many calls still succeed, `slow` holds milliseconds. Where a folder
 * for it is named, each sync puts the file there as it is then: what a power cut leaves at least. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int path_of(char *path, size_t size, const char *name) {
    const char *folder = getenv("FAULTS_CONTROL");
    return folder && snprintf(path, size, "%s/%s", folder, name) < (int)size;
}

static int is_set(const char *name) {
    char path[4096];
    return path_of(path, sizeof path, name) && access(path, F_OK) == 0;
}

/* Reads up to two numbers from the file of a fault; returns whether there is one. */
static int numbers(const char *name, int *first, int *second) {
    char path[4096];
    FILE *file;
    int found;
    if (!path_of(path, sizeof path, name) || !(file = fopen(path, "re")))
        return 0;
    found = fscanf(file, "%d %d", first, second) >= 1;
    fclose(file);
    return found;
}

static int is_in_store(int fd) {
    const char *folder = getenv("FAULTS_STORE");
    char link[64], path[4096];
    ssize_t length;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path);
    return folder && length > 0 && strncmp(path, folder, strlen(folder)) == 0;
}

static void pause_ms(int ms) {
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&pause, NULL);
}

/* The error that a call is to end with; 0 for none. */
static int fault(const char *name, atomic_int *calls) {
    int error = 0, spared = 0;
    if (!numbers(name, &error, &spared)) {
        atomic_store(calls, 0);
        return 0;
    }
    return atomic_fetch_add(calls, 1) < spared ? 0 : error;
}

static int copy_bytes(int from, int to, off_t length) {
    static _Thread_local char bytes[1 << 16];
    off_t at = 0;
    while (at < length) {
        ssize_t got = pread(from, bytes, sizeof bytes, at);
        if (got <= 0 || write(to, bytes, got) != got)
            return 0;
        at += got;
    }
    return 1;
}

/* A copy appears whole, since the process may be killed at any moment. */
static void keep_synced(int fd) {
    const char *folder = getenv("FAULTS_SYNCED");
    char link[64], path[4096], kept[8192], draft[sizeof kept + 8];
    struct stat data;
    ssize_t length;
    int copy, is_whole;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (!folder || length <= 0 || fstat(fd, &data) || !S_ISREG(data.st_mode))
        return;
    path[length] = 0;
    snprintf(kept, sizeof kept, "%s/%s", folder, strrchr(path, '/') + 1);
    snprintf(draft, sizeof draft, "%s.draft", kept);
    copy = open(draft, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    is_whole = copy >= 0 && copy_bytes(fd, copy, data.st_size);
    close(copy);
    if (!is_whole || rename(draft, kept))
        abort();
}

/* Removals are taken as durable: what comes next in the store syncs its folder. */
int unlink(const char *path) {
    int (*real)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    const char *store = getenv("FAULTS_STORE"), *folder = getenv("FAULTS_SYNCED");
    char kept[8192];
    int is_kept = store && folder && strncmp(path, store, strlen(store)) == 0;
    if (is_kept && snprintf(kept, sizeof kept, "%s%s", folder, strrchr(path, '/')) < (int)sizeof kept)
        real(kept);
    return real(path);
}

static int sync_with(const char *name, int fd) {
    static atomic_int calls;
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int ms = 0, none, error;
    if (!is_in_store(fd))
        return real(fd);
    if (is_set("hang")) {
        char path[4096];
        path_of(path, sizeof path, "hangs");
        close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
        while (is_set("hang"))
            pause_ms(1);
        unlink(path);
    }
    if (numbers("slow", &ms, &none))
        pause_ms(ms);
    if ((error = fault("sync", &calls))) {
        errno = error;
        return -1;
    }
    if (real(fd))
        return -1;
    keep_synced(fd);
    return 0;
}

int fsync(int fd) { return sync_with("fsync", fd); }

int fdatasync(int fd) { return sync_with("fdatasync", fd); }

/* What a write does: the real one, or on a full disk half of it until nothing is left to halve. */
#define FAULTY_WRITE(real, fd, count, half)                         \
    static atomic_int calls;                                        \
    int error = is_in_store(fd) ? fault("write", &calls) : 0;       \
    if (!error)                                                     \
        return real;                                                \
    if (error == ENOSPC && count > 1)                               \
        return half;                                                \
    errno = error;                                                  \
    return -1;

ssize_t write(int fd, const void *data, size_t count) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    FAULTY_WRITE(real(fd, data, count), fd, count, real(fd, data, count / 2))
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t at) {
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
    FAULTY_WRITE(real(fd, data, count, at), fd, count, real(fd, data, count / 2, at))
}

ssize_t pwrite64(int fd, const void *data, size_t count, off64_t at) {
    ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
    FAULTY_WRITE(real(fd, data, count, at), fd, count, real(fd, data, count / 2, at))
}

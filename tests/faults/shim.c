/* Lies to a program about the clock on the wall and about its disk; loaded by LD_PRELOAD.
 *
 * FAULT_CLOCK: a file of eight bytes, nanoseconds that are added to the wall clock (changeable
 *   while the program runs). The monotonic clock stays true.
 * FAULT_SYNC: "N": the N-th fsync or fdatasync of a file with "journal" in its path fails with
 *   EIO. As on a real disk what had not been synced before is gone then: every byte written to
 *   that file since its last good sync is as it was.
 * FAULT_COUNT: a file of eight bytes that counts those calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *shift_by, *calls;
static int64_t failing;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*true_clock)(clockid_t, struct timespec *);
static int (*true_fsync)(int);
static int (*true_fdatasync)(int);
static ssize_t (*true_pwrite)(int, const void *, size_t, off_t);
static int (*true_ftruncate)(int, off_t);

struct undo { dev_t device; ino_t inode; off_t at, size; size_t length; char *old; struct undo *next; };
static struct undo *undone;

static volatile int64_t *number_in(const char *name)
{
    const char *path = getenv(name);
    if (!path) return NULL;
    int fd = open(path, O_RDWR);
    if (fd < 0) return NULL;
    void *place = mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return place == MAP_FAILED ? NULL : place;
}

__attribute__((constructor)) static void begin(void)
{
    true_clock = dlsym(RTLD_NEXT, "clock_gettime");
    true_fsync = dlsym(RTLD_NEXT, "fsync");
    true_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    true_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    true_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    shift_by = number_in("FAULT_CLOCK");
    calls = number_in("FAULT_COUNT");
    failing = getenv("FAULT_SYNC") ? atoll(getenv("FAULT_SYNC")) : 0;
}

/* --- the clock on the wall ------------------------------------------------------------------ */

int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (!true_clock) begin();
    int done = true_clock(clock, now);
    if (done == 0 && shift_by && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t all = (int64_t)now->tv_sec * 1000000000 + now->tv_nsec + *shift_by;
        now->tv_sec = all / 1000000000;
        now->tv_nsec = all % 1000000000;
    }
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *place)
{
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (place) *place = exact.tv_sec;
    return exact.tv_sec;
}

/* --- the disk ------------------------------------------------------------------------------- */

static int is_journal(int fd)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "journal") && !strstr(path, "-shm");
}

/* Called with the lock held: remember how the file was where it is about to change. */
static void note(int fd, off_t at, size_t length)
{
    struct stat file;
    if (fstat(fd, &file) != 0) return;
    struct undo *one = malloc(sizeof *one);
    *one = (struct undo){file.st_dev, file.st_ino, at, file.st_size, length, NULL, undone};
    one->old = malloc(length + 1);
    ssize_t had = length ? pread64(fd, one->old, length, at) : 0;
    one->length = had > 0 ? (size_t)had : 0;
    undone = one;
}

/* Called with the lock held: forget what was noted of a file, or put it back first. */
static void forget(int fd, int put_back)
{
    struct stat file;
    if (fstat(fd, &file) != 0) return;
    struct undo **place = &undone;
    while (*place) {
        struct undo *one = *place;
        if (one->device != file.st_dev || one->inode != file.st_ino) { place = &one->next; continue; }
        if (put_back) {
            if (one->length && true_pwrite(fd, one->old, one->length, one->at) < 0) abort();
            if (true_ftruncate(fd, one->size) != 0) abort();
        }
        *place = one->next;
        free(one->old);
        free(one);
    }
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at)
{
    if (!failing || !is_journal(fd)) return true_pwrite(fd, bytes, length, at);
    pthread_mutex_lock(&lock);
    note(fd, at, length);
    ssize_t done = true_pwrite(fd, bytes, length, at);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at)
{
    return pwrite64(fd, bytes, length, at);
}

static int synced(int fd, int (*truly)(int))
{
    if ((!failing && !calls) || !is_journal(fd)) return truly(fd);
    pthread_mutex_lock(&lock);
    static int64_t number;
    number++;
    if (calls) *calls = number;
    int fails = number == failing;
    int done = fails ? -1 : truly(fd);
    forget(fd, fails);
    pthread_mutex_unlock(&lock);
    if (fails) errno = EIO;
    return done;
}

int fsync(int fd) { return synced(fd, true_fsync); }
int fdatasync(int fd) { return synced(fd, true_fdatasync); }

package contract

import (
	"errors"
	"os"
	"slices"
	"time"
)

const gatePause = 5 * time.Millisecond

// Job is what both libraries call a job.
type Job interface {
	Data() []byte
	UniqueId() string
	SendWarning(data []byte)
	SendData(data []byte)
	UpdateStatus(numerator, denominator int)
}

// Function is one of the functions that each worker registers.
type Function struct {
	Name string
	Work func(job Job) ([]byte, error)
}

// Both libraries send WORK_EXCEPTION for an error with data and WORK_FAIL for one without.
var errBroken = errors.New("it broke")

// Functions are what a worker registers, in this order.
var Functions = []Function{
	{"reverse", reverse},
	{"fail", func(Job) ([]byte, error) { return nil, errBroken }},
	{"throw", func(Job) ([]byte, error) { return []byte("it broke"), errBroken }},
	{"progress", done(func(job Job) { job.UpdateStatus(3, 7) })},
	{"data", done(func(job Job) { job.SendData([]byte("part\x00one")) })},
	{"warning", done(func(job Job) { job.SendWarning([]byte("careful")) })},
	{"unique", func(job Job) ([]byte, error) { return []byte(job.UniqueId()), nil }},
	{"hold", hold},
	{"ready", reverse},
}

// WorkerArguments gives the address and the prefix of the functions: HOST PORT PREFIX.
func WorkerArguments() (address, prefix string) {
	return os.Args[1] + ":" + os.Args[2], os.Args[3]
}

func reverse(job Job) ([]byte, error) {
	result := slices.Clone(job.Data())
	slices.Reverse(result)
	return result, nil
}

func done(report func(Job)) func(Job) ([]byte, error) {
	return func(job Job) ([]byte, error) {
		report(job)
		return []byte("done"), nil
	}
}

func hold(job Job) ([]byte, error) {
	for {
		if _, err := os.Stat(string(job.Data())); err == nil {
			return []byte("held"), nil
		}
		time.Sleep(gatePause)
	}
}

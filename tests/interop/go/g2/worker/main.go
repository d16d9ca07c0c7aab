// The worker of github.com/appscode/g2.
package main

import (
	"log"

	"github.com/appscode/g2/worker"
	"interop/contract"
)

func main() {
	address, prefix := contract.WorkerArguments()
	work := worker.New(worker.OneByOne)
	work.ErrorHandler = func(err error) { log.Println(err) }
	contract.Must(work.AddServer("tcp", address))
	for _, function := range contract.Functions {
		run := func(job worker.Job) ([]byte, error) { return function.Work(job) }
		contract.Must(work.AddFunc(prefix+function.Name, run, 0))
	}
	contract.Must(work.Ready())
	work.Work()
}

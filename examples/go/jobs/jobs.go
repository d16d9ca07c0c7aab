// Package jobs knows where the job server is: GEARMAN_SERVER, or this machine.
package jobs

import (
	"cmp"
	"log"
	"os"

	"github.com/mikespook/gearman-go/client"
	"github.com/mikespook/gearman-go/worker"
)

func server() string {
	return cmp.Or(os.Getenv("GEARMAN_SERVER"), "127.0.0.1:4730")
}

// Connect gives a client of the job server.
func Connect() *client.Client {
	connected, err := client.New("tcp", server())
	if err != nil {
		log.Fatal(err)
	}
	return connected
}

// Work runs jobs of one function for ever.
func Work(function string, run worker.JobFunc) {
	work := worker.New(worker.OneByOne)
	work.ErrorHandler = func(err error) { log.Println(err) }
	if err := work.AddServer("tcp", server()); err != nil {
		log.Fatal(err)
	}
	if err := work.AddFunc(function, run, worker.Unlimited); err != nil {
		log.Fatal(err)
	}
	if err := work.Ready(); err != nil {
		log.Fatal(err)
	}
	work.Work()
}

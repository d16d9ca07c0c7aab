// Has a thumbnail made: PICTURE THUMBNAIL.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/mikespook/gearman-go/client"

	"examples/jobs"
)

func main() {
	picture, thumbnail := os.Args[1], os.Args[2]
	bytes, err := os.ReadFile(picture)
	check(err)
	ended := make(chan *client.Response)
	_, err = jobs.Connect().Do("thumbnail", bytes, client.JobNormal, func(answer *client.Response) {
		ended <- answer
	})
	check(err)
	answer := <-ended
	if answer.DataType != client.WorkComplete {
		log.Fatalf("%s: the job failed", picture)
	}
	check(os.WriteFile(thumbnail, answer.Data, 0o644))
	name := filepath.Base(picture)
	fmt.Printf("%s: %d bytes, thumbnail %d bytes\n", name, len(bytes), len(answer.Data))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

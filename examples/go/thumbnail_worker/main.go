// Makes thumbnails: a picture comes in, a JPEG of at most 200 x 200 goes out.
package main

import (
	"bytes"
	"image"
	"image/jpeg"
	_ "image/png"

	"github.com/mikespook/gearman-go/worker"
	"golang.org/x/image/draw"

	"examples/jobs"
)

const side = 200

func main() {
	jobs.Work("thumbnail", thumbnail)
}

func thumbnail(job worker.Job) ([]byte, error) {
	picture, _, err := image.Decode(bytes.NewReader(job.Data()))
	if err != nil {
		return nil, err
	}
	small := image.NewRGBA(fitting(picture.Bounds()))
	draw.CatmullRom.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	err = jpeg.Encode(&out, small, nil)
	return out.Bytes(), err
}

func fitting(full image.Rectangle) image.Rectangle {
	longest := max(full.Dx(), full.Dy(), side)
	return image.Rect(0, 0, max(1, full.Dx()*side/longest), max(1, full.Dy()*side/longest))
}

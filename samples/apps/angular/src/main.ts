import { IMAGE_LOADER, type ImageLoader, NgOptimizedImage } from '@angular/common';
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { angularLoader } from 'edge-images/url';

@Component({
  selector: 'app-root',
  imports: [NgOptimizedImage],
  template: `
    <img
      ngSrc="landscape.jpg"
      alt="Coast"
      width="2100"
      height="1400"
      sizes="50vw"
      ngSrcset="320w, 640w, 960w, 1280w, 1920w"
      style="width: 50vw; height: auto"
      priority
    />
    <img
      ngSrc="off-centre.jpg"
      alt="Boat"
      width="160"
      height="160"
      [loaderParams]="{ ar: '1:1', position: [0.85, 0.7] }"
    />
  `,
})
class App {}

const loader: ImageLoader = angularLoader('https://images.example.com');

bootstrapApplication(App, { providers: [{ provide: IMAGE_LOADER, useValue: loader }] }).catch((error) =>
  console.error(error),
);
